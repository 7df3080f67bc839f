#!/bin/sh
# Makes the Java client from the protos and its sources: `sh build.sh [FOLDER]`, build/ if none is
# given. What it needs of Debian stands in packages.txt; libnetty-tcnative is among it because
# Debian's Netty speaks HTTP/2 over OpenSSL alone.
# The folder holds classes/, lib/ and `classpath`, one line, then, to run it with:
#     LD_LIBRARY_PATH="$PWD/build/lib" java -cp "$(cat build/classpath)" licet.client.Ask HOST:PORT
set -eu
# A folder that is given is so from where the command is typed.
case ${1:-} in
    "") ;;
    /*) out=$1 ;;
    *) out=$PWD/$1 ;;
esac
cd "$(dirname "$0")"
out=${out:-build}
jars=/usr/share/java
protos=../../protos

rm -rf "$out"
mkdir -p "$out/java" "$out/classes" "$out/lib" "$out/protos"
out=$(cd "$out" && pwd)

classpath=$out/classes
for name in grpc-api grpc-context grpc-core grpc-netty grpc-protobuf grpc-protobuf-lite grpc-stub \
    netty-buffer netty-codec netty-codec-http netty-codec-http2 netty-codec-socks netty-common \
    netty-handler netty-handler-proxy netty-resolver netty-transport \
    netty-transport-native-unix-common netty-tcnative perfmark-api perfmark-impl protobuf protobuf-util proto-google-common-protos gson \
    guava jsr305 geronimo-annotation-1.3-spec; do
    [ -e "$jars/$name.jar" ] || { echo "build.sh: there is no $jars/$name.jar" >&2; exit 1; }
    classpath=$classpath:$jars/$name.jar
done
printf '%s\n' "$classpath" > "$out/classpath"

# Debian calls the library by another name than Netty, which looks at the file's own name.
cp "$(dpkg -L libnetty-tcnative-jni | grep '/libnetty-tcnative\.so$')" "$out/lib/libnetty_tcnative.so"

# What of google.rpc the service's protos import, as the jar that the code is compiled with has it.
(cd "$out/protos" && jar xf "$jars/proto-google-common-protos.jar" google/rpc)
protoc -I "$protos" -I "$out/protos" --java_out="$out/java" "$protos"/licet/v1/*.proto
protoc -I protos --java_out="$out/java" protos/error_info.proto
protoc -I "$protos" -I "$out/protos" \
    --plugin=protoc-gen-grpc-java="$(command -v grpc_java_plugin)" \
    --grpc-java_out="$out/java" "$protos/licet/v1/service.proto"
find "$out/java" src -name '*.java' > "$out/sources"
javac -Xlint:all,-processing,-classfile,-deprecation -nowarn -proc:none -d "$out/classes" -cp "$classpath" "@$out/sources"
