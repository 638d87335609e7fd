#!/bin/sh
# The checks of `make test`, cheap ones first: all of them, or those that are named.
#
#   tools/check.sh [format] [lint] [names] [types] [layers] [translations] [tests] [wheel]
#
# All of them: once form and lint are right, the others run beside the tests; what they
# say is told at the end, so that it does not stand in between.
set -eu
cd "$(dirname "$0")/.."

bin=.venv/bin
if [ ! -x "$bin/python" ]; then
    echo "check: there is no .venv yet – run: make setup" >&2
    exit 1
fi
if [ "$(uname -s)" = Darwin ]; then
    DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib:/usr/local/lib:/usr/lib"
    export DYLD_FALLBACK_LIBRARY_PATH
fi

# In the wheel cli.py lies in the package: so the contracts know it, too.
check_layers() {
    scratch=$(mktemp -d)
    cp -R reports cli.py "$scratch"
    mv "$scratch/cli.py" "$scratch/reports"
    root=$PWD
    result=0
    (cd "$scratch" && "$root/$bin/lint-imports" --no-cache --config "$root/pyproject.toml") \
        >"$scratch/log" 2>&1 || result=$?
    [ "$result" = 0 ] || sed -n '/^Contracts$/,$p' "$scratch/log" >&2
    rm -rf "$scratch"
    return "$result"
}

run() {
    printf '== %s\n' "$1"
    case $1 in
        format) "$bin/ruff" format --check --diff --quiet . ;;
        lint) "$bin/ruff" check --quiet . ;;
        names) "$bin/python" tools/names.py ;;
        types) "$bin/mypy" --no-error-summary ;;
        layers) check_layers ;;
        translations)
            if [ -f tools/translations.py ]; then
                "$bin/python" tools/translations.py check
            fi
            ;;
        tests) "$bin/python" -m pytest -q --numprocesses auto --dist worksteal ;;
        wheel) "$bin/python" tools/check_wheel.py ;;
        *)
            echo "check: there is no check named $1" >&2
            exit 2
            ;;
    esac
}

if [ $# -gt 0 ]; then
    for check in "$@"; do
        run "$check"
    done
    exit
fi

run format
run lint
run names
log=$(mktemp)
trap 'rm -f "$log"' EXIT
(
    for check in types layers translations wheel; do
        run "$check"
    done
) >"$log" 2>&1 &
others=$!
trap 'kill "$others" 2>/dev/null || true; exit 130' INT TERM
result=0
run tests || result=$?
wait "$others" || result=$?
cat "$log"
exit "$result"
