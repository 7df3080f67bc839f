#!/bin/sh
# Installs Licet into .venv beside this file: `sh install.sh` to run it, `sh install.sh dev`
# to test it as well. Nothing outside .venv is touched, but for compiled sources and packages of
# Node that `dev` lays beside ours.
set -eu
cd "$(dirname "$0")"
venv=.venv
locks=requirements.lock
[ "${1:-}" = "dev" ] && locks=requirements-dev.lock

lacking() {
    printf 'licet: %s\n  on Debian: apt-get update && apt-get install -y %s\n' "$1" "$2" >&2
    exit 1
}

command -v python3 >/dev/null || lacking "there is no python3 here; Python 3.11 or later is needed" python3
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    lacking "python3 is $(python3 -V | cut -d' ' -f2); Python 3.11 or later is needed" python3
python3 -c 'import ensurepip, venv' 2>/dev/null ||
    lacking "python3 cannot make virtual environments" python3-venv
command -v "${CC:-cc}" >/dev/null || command -v gcc >/dev/null ||
    lacking "there is no C compiler here: durable-rules has no wheel and is compiled" "gcc libc6-dev python3-dev"
python3 -c 'import os, sysconfig, sys; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' ||
    lacking "there is no Python.h here: durable-rules has no wheel and is compiled" python3-dev

command -v "${CXX:-c++}" >/dev/null || command -v g++ >/dev/null ||
    lacking "there is no C++ compiler here: PyICU, which rigour needs, has no wheel and is compiled" "g++"
command -v pkg-config >/dev/null ||
    lacking "there is no pkg-config here: PyICU is compiled and asks it where ICU is" pkg-config
pkg-config --exists icu-i18n ||
    lacking "the headers of ICU are not here: PyICU is compiled against them" libicu-dev

if [ "${1:-}" = "dev" ]; then
    command -v npm >/dev/null ||
        lacking "there is no npm here: the client for Node is tested with it" "nodejs npm"
    for tool in javac protoc grpc_java_plugin; do
        command -v "$tool" >/dev/null ||
            lacking "there is no $tool here: the client for Java is tested with it" \
                "$(tr '\n' ' ' < clients/java/packages.txt)"
    done
fi

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
pip="$venv/bin/python -m pip --disable-pip-version-check --quiet"
echo "licet: installing into $venv (a minute or two: durable-rules and PyICU are compiled)" >&2
# The lock names everything: left to look for more, pip would meet a release newer than the lock
# under the name of an extra, and refuse it.
$pip install --no-deps --require-hashes -r "$locks"
if [ "${1:-}" = "dev" ]; then
    $pip install --no-deps --editable .
    $pip install --no-deps --editable clients/tryton
    # What is installed is compiled, but not what is edited: where Python may keep nothing by itself,
    # each process would compile it anew.
    "$venv/bin/python" -m compileall -q server/src clients/*/src protos/gen ||
        echo "licet: not all sources could be compiled: Python does it anew each time" >&2
    npm ci --prefix clients/node --ignore-scripts --no-audit --no-fund --silent
else
    $pip install --no-deps .
fi
$pip check
