#!/bin/sh
# A built image starts without privileges on a read-only file system, and says what it lacks.
# Usage: tools/check_image.sh IMAGE
set -eu

run() {
    docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges "$@"
}

run "$1" --version
code=0
run "$1" run || code=$?
[ "$code" -eq 2 ] || { echo "Without a token, run ended with $code instead of 2." >&2; exit 1; }
