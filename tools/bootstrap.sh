#!/bin/sh
# Build .venv from requirements/NAME.txt (hashes are checked) and install Paperboy into it, editable.
# Usage: tools/bootstrap.sh demo|dev|docs|bench|train. With uv when there is one, else with Python's own venv and pip.
set -eu

name=$1
oldest='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if "$candidate" -c "$oldest" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    echo "Paperboy needs Python 3.11 or newer, and none was found here." >&2
    echo "Install one (Debian: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2
    exit 1
}

make_venv() {
    # One that works is kept: what the lock names is brought up to date in it.
    if [ -x .venv/bin/python ] && .venv/bin/python -c "$oldest" 2>/dev/null; then
        return
    fi
    python=$(find_python)
    echo "Building .venv with $("$python" --version) ..."
    rm -rf .venv
    if [ -n "$uv" ]; then
        "$uv" venv --quiet --python "$(command -v "$python")" .venv
    elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "This Python comes without venv, which is needed to install anything beside the system." >&2
        echo "Install it (Debian: apt install python3-venv) and run make again." >&2
        exit 1
    else
        "$python" -m venv .venv
    fi
}

install() {
    if [ -n "$uv" ]; then
        "$uv" pip install --quiet --python .venv/bin/python "$@"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
    fi
}

uv=$(command -v uv || true)
make_venv
if [ -n "$uv" ] || .venv/bin/python -c 'import pip' 2>/dev/null; then :; else
    .venv/bin/python -m ensurepip >/dev/null # a .venv that uv made has no pip
fi
echo "Installing requirements/$name.txt (a minute or two the first time) ..."
install --require-hashes --requirement "requirements/$name.txt"
install --require-hashes --requirement requirements/build.txt
install --no-deps --no-build-isolation --editable .
touch ".venv/.$name"
