#!/bin/sh
# Makes protos/gen from protos/licet: `sh protos/generate.sh`; with --baseline also the descriptor
# set that the breaking check compares with, which changes at a release and not otherwise.
#
# grpcio-tools is the floor: 1.62 writes code of protobuf 4.25, the last without a check of the
# runtime's version, so one wheel runs on protobuf 4.25 and on all later ones. Stubs are
# mypy-protobuf's, which needs a later protobuf and so an environment of its own.
set -eu
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

environment() {
    name=$1
    shift
    python3 -m venv "$made/$name"
    "$made/$name/bin/python" -m pip --disable-pip-version-check install --quiet "$@"
}
environment code "grpcio-tools==1.62.3" "grpcio==1.62.3" "protobuf==4.25.9" \
    "googleapis-common-protos==1.65.0" "setuptools<81"
environment stubs "mypy-protobuf==5.1.0"

includes=$("$made/code/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
protoc() {
    "$made/code/bin/python" -m grpc_tools.protoc -I . -I "$includes" "$@"
}
rm -f gen/licet/v1/*_pb2*
protoc --python_out=gen licet/v1/*.proto
protoc --grpc_python_out=gen licet/v1/service.proto
protoc --plugin="protoc-gen-mypy=$made/stubs/bin/protoc-gen-mypy" \
    --mypy_out=quiet:gen licet/v1/*.proto
protoc --plugin="protoc-gen-mypy_grpc=$made/stubs/bin/protoc-gen-mypy_grpc" \
    --mypy_grpc_out=quiet:gen licet/v1/service.proto
if [ "${1:-}" = "--baseline" ]; then
    protoc --include_imports --descriptor_set_out=licet.v1.binpb licet/v1/*.proto
fi
