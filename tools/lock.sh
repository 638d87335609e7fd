#!/bin/sh
# Writes requirements/run.txt and dev.txt: exact versions with the hashes of the
# files for every platform and Python version, and no package address.
# Versions that still fit stay; `tools/lock.sh --upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."

# Only the ordinary registry counts here, whatever this machine adds to it.
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_INDEX_URL PIP_NO_INDEX
unset UV_INDEX UV_DEFAULT_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_NO_INDEX
unset UV_CONSTRAINT UV_OVERRIDE UV_EXCLUDE_NEWER UV_PRERELEASE UV_RESOLUTION UV_NO_BINARY
export PIP_CONFIG_FILE=/dev/null

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv

lock() {
    out=$1
    shift
    "$scratch/venv/bin/uv" pip compile --no-config --quiet \
        --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command 'make lock' \
        --no-emit-index-url --no-emit-find-links \
        --output-file "requirements/$out" pyproject.toml "$@"
    echo "requirements/$out: $(grep -c '==' "requirements/$out") packages"
}

lock run.txt --group build "$@"
lock dev.txt --group dev --constraints requirements/run.txt "$@"

if grep -nE '://|^-|/tmp/' requirements/run.txt requirements/dev.txt; then
    echo "lock: an address or a path got into the lock files (see above)" >&2
    exit 1
fi
