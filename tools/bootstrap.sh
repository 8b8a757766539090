#!/bin/sh
# Build .venv from requirements/NAME.txt (hashes are checked) and install Paperboy into it, editable.
# Usage: tools/bootstrap.sh demo|dev|docs|bench|train. With uv, which pip fetches into .venv
# when there is none; where that fails, with pip alone.
set -eu

name=$1
version_check='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
        if "$candidate" -c "$version_check" >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    echo "Paperboy needs Python 3.11 or newer, and none was found here." >&2
    echo "Install one (Debian: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2
    exit 1
}

make_venv() {
    # Keep a .venv that works: its packages are brought up to date below.
    if [ -x .venv/bin/python ] && .venv/bin/python -c "$version_check" 2>/dev/null; then
        return
    fi
    python=$(find_python)
    echo "Step 1 of 4: building .venv with $("$python" --version) ..."
    rm -rf .venv
    if [ -n "$uv" ]; then
        "$uv" venv --quiet --python "$(command -v "$python")" .venv
    elif ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "This Python comes without venv, which is needed to install anything beside the system." >&2
        echo "Install it (Debian: apt install python3-venv) and run make again." >&2
        exit 1
    else
        "$python" -m venv --without-pip .venv
    fi
}

pip_install() {
    # With the pip of the Python that .venv was made from, if it has one: getting .venv a pip of its own takes longer.
    base=$(.venv/bin/python -c 'import sys; print(sys._base_executable)')
    if ! "$base" -m pip --python .venv/bin/python --version >/dev/null 2>&1; then
        base=.venv/bin/python
        "$base" -c 'import pip' 2>/dev/null || "$base" -m ensurepip >/dev/null
    fi
    "$base" -m pip --python .venv/bin/python --disable-pip-version-check install --quiet --no-compile "$@"
}

find_uv() {
    uv=.venv/bin/uv
    [ -x "$uv" ] && return
    echo "Step 2 of 4: getting uv, which installs the rest in seconds ..."
    if ! pip_install --only-binary :all: --require-hashes --requirement requirements/uv.txt; then
        echo "There is no uv for this machine: pip goes on, in a minute or two ..."
        uv=
    fi
}

install() {
    # pip's configuration can name mirrors that uv does not know.
    if [ -n "$uv" ] && "$uv" pip install --quiet --python .venv/bin/python "$@"; then
        return
    fi
    pip_install "$@"
}

uv=$(command -v uv || true)
make_venv
[ -n "$uv" ] || find_uv
echo "Step 3 of 4: installing what requirements/$name.txt names ..."
install --require-hashes --requirement "requirements/$name.txt" --requirement requirements/build.txt
echo "Step 4 of 4: compiling the translations ..."
install --no-deps --no-build-isolation --editable .
touch ".venv/.$name"
