#!/bin/sh
# Makes ready what Handzettel needs: the system's text libraries and .venv with
# the locked packages. Done again it only looks whether everything is in place.
#
#   tools/setup.sh        what is needed to make handouts
#   tools/setup.sh dev    that and what the tests need
set -eu
cd "$(dirname "$0")/.."

level=${1:-run}
case $level in
    run) locks="requirements/run.txt" ;;
    dev) locks="requirements/run.txt requirements/dev.txt" ;;
    *) echo "usage: tools/setup.sh [run|dev]" >&2; exit 2 ;;
esac
venv=.venv
stamp=$venv/handzettel-setup

say() { printf '%s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# --- what is there ----------------------------------------------------------

is_recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3 python; do
        if is_recent "$name"; then
            "$name" -c 'import sys; print(sys._base_executable)'
            return
        fi
    done
    return 1
}

# Tries to load the libraries WeasyPrint loads; prints those that are missing.
missing_libraries() {
    "$1" - <<'PY'
import ctypes, os, sys
names = ["gobject-2.0", "pango-1.0", "pangoft2-1.0", "fontconfig", "harfbuzz", "harfbuzz-subset"]
forms = ["lib{}.so.0", "lib{}.so.1", "lib{}.dylib", "lib{}.0.dylib"]
prefixes = [""]
if sys.platform == "darwin":
    prefixes += ["/opt/homebrew/lib/", "/usr/local/lib/", "/opt/local/lib/"]

def loads(name):
    for prefix in prefixes:
        for form in forms:
            try:
                ctypes.CDLL(prefix + form.format(name))
            except OSError:
                continue
            return True
    return False

print(*(name for name in names if not loads(name)))
PY
}

# What the environment was made from: the checkout, the Python, the locks.
print_stamp() {
    "$1" - "$2" <<'PY'
import hashlib, os, sys
level = sys.argv[1]
print("frame", "{}.{}".format(*sys.version_info), os.getcwd())
for name in ["run", "dev"][: ["run", "dev"].index(level) + 1]:
    digest = hashlib.sha256()
    for path in ["pyproject.toml", "tools/setup.sh", "requirements/" + name + ".txt"]:
        with open(path, "rb") as file:
            digest.update(file.read())
    print(name, digest.hexdigest())
PY
}

# A stamp of the dev environment serves where run is wanted, too.
is_current() {
    [ -f "$stamp" ] && [ -x "$venv/bin/handzettel" ] || return 1
    wanted=$(print_stamp "$venv/bin/python" "$level" 2>/dev/null) || return 1
    case $(cat "$stamp") in
        "$wanted"*) return 0 ;;
    esac
    return 1
}

# --- system packages --------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

apt_install() {
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
        fail "missing system packages, and neither root nor sudo is here to install them. Ask an administrator to run: apt-get install --no-install-recommends $*"
    fi
    say "Installing system packages: $*"
    with_lists as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "$@" ||
        fail "apt-get could not install: $* (its last words stand above)"
}

# Runs a command of apt-get; if it fails, once more with new package lists:
# fresh systems have none yet, old ones have lists that are out of date.
with_lists() {
    log=$(mktemp)
    result=0
    "$@" >"$log" 2>&1 ||
        { as_root apt-get update -qq >"$log" 2>&1 && "$@" >"$log" 2>&1; } ||
        result=$?
    [ "$result" = 0 ] || tail -n 15 "$log" >&2
    rm -f "$log"
    return "$result"
}

install_libraries() {
    case $(uname -s) in
        Darwin)
            command -v brew >/dev/null 2>&1 ||
                fail "the text library Pango is missing. Install Homebrew (brew.sh) and run this again, or install pango another way."
            say "Installing pango with Homebrew"
            brew install --quiet pango
            ;;
        Linux)
            if command -v apt-get >/dev/null 2>&1; then
                apt_install libpangoft2-1.0-0 libharfbuzz-subset0
            elif command -v dnf >/dev/null 2>&1; then
                fail "the text library Pango is missing ($1). Run: sudo dnf install pango harfbuzz"
            elif command -v pacman >/dev/null 2>&1; then
                fail "the text library Pango is missing ($1). Run: sudo pacman -S pango"
            elif command -v zypper >/dev/null 2>&1; then
                fail "the text library Pango is missing ($1). Run: sudo zypper install libpango-1_0-0 libharfbuzz-subset0"
            elif command -v apk >/dev/null 2>&1; then
                fail "the text library Pango is missing ($1). Run: apk add pango harfbuzz-subset"
            else
                fail "the text library Pango is missing ($1). Install Pango and HarfBuzz with your system's package manager."
            fi
            ;;
        *)
            fail "this system ($(uname -s)) is not set up by this script. On Windows use WSL with Debian or Ubuntu, or install Pango with MSYS2 (pacman -S mingw-w64-ucrt-x86_64-pango) and the packages with: pip install --require-hashes -r requirements/run.txt"
            ;;
    esac
}

# --- the environment --------------------------------------------------------

make_venv() {
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if command -v apt-get >/dev/null 2>&1; then
            case $python in
                /usr/bin/*) apt_install "python$version-venv" ;;
                *) fail "$python comes without venv; set PYTHON to another one" ;;
            esac
        else
            fail "$python comes without venv; install your system's package for it, or set PYTHON to another one"
        fi
    fi
    say "Making $venv with Python $version"
    rm -rf "$venv"
    "$python" -m venv "$venv"
}

pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input --quiet "$@"
}

install_packages() {
    for lock in $locks; do
        last=$lock
    done
    say "Installing $(grep -c '==' "$last") packages from $last"
    # Wheels only: nothing is compiled here and no build step runs unlocked code.
    pip install --only-binary :all: --require-hashes -r "$last" 2>"$venv/pip.log" || {
        cat "$venv/pip.log" >&2
        fail "the packages could not be installed (see above). Is the network there? Running this again continues."
    }
    pip install --no-deps --no-build-isolation --editable . 2>"$venv/pip.log" || {
        cat "$venv/pip.log" >&2
        fail "handzettel itself could not be installed (see above)"
    }
    rm -f "$venv/pip.log"
}

# The tests make files for the press, which takes the colour profile of one.
has_press_profile() {
    for path in /usr/share/scribus/profiles/ISOcoated_v2_300_bas.icc \
        /usr/share/color/icc/ISOcoated_v2_300_eci.icc \
        /Applications/Scribus.app/Contents/share/scribus/profiles/ISOcoated_v2_300_bas.icc; do
        [ -f "$path" ] && return
    done
    return 1
}

# The tests send mail to a real server.
has_exim() {
    exim=$venv/exim/usr/sbin/exim4
    if [ -x "$exim" ]; then
        ! ldd "$exim" | grep -q 'not found'
    else
        command -v exim4 >/dev/null 2>&1 || command -v exim >/dev/null 2>&1
    fi
}

# Unpacked, not installed: it takes no other mail server's place, starts with no
# machine, and gets no rights. Only libraries that it lacks come into the system.
fetch_exim() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "The tests of sending mail need Exim on the PATH: brew install exim, or your system's package of that name."
        return
    fi
    say "Fetching the mail server of the tests: exim4-daemon-light"
    new=$venv/exim.new
    rm -rf "$venv/exim" "$new"
    mkdir "$new"
    # libnss-wrapper shows it the user it asks for, whom the system need not have.
    with_lists env -C "$new" apt-get -q download exim4-daemon-light libnss-wrapper ||
        fail "apt-get could not fetch exim4-daemon-light (its last words stand above)"
    missing=
    for package in "$new"/*.deb; do
        dpkg-deb -x "$package" "$new"
        for name in $(dpkg-deb -f "$package" Depends | tr , '\n' | sed -n 's/^ *\(lib[^ |]*\).*/\1/p'); do
            dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
                missing="$missing $name"
        done
        rm "$package"
    done
    chmod u-s,g-s "$new/usr/sbin/exim4"
    mv "$new" "$venv/exim"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || apt_install $missing
    has_exim || fail "a library is missing: $(ldd "$exim" | grep 'not found')"
}

# --- in order ---------------------------------------------------------------

if [ "$level" = dev ] && ! has_press_profile; then
    if command -v apt-get >/dev/null 2>&1; then
        apt_install scribus-data
    else
        say "The tests of press files need a CMYK profile: install Scribus, or put ISOcoated_v2_300_eci.icc (eci.org) into the system's colour folder."
    fi
fi

if is_current && [ -z "$(missing_libraries "$venv/bin/python")" ]; then
    [ "$level" = run ] || has_exim || fetch_exim
    exit 0
fi

python=$(find_python) || fail "Handzettel needs Python 3.11 or newer, and there is none on the PATH. Install one (Debian 12, Ubuntu 24.04 and newer: apt-get install python3) or name it: PYTHON=/path/to/python3 make handouts"
version=$("$python" -c 'import sys; print("{}.{}".format(*sys.version_info))')

missing=$(missing_libraries "$python")
if [ -n "$missing" ]; then
    install_libraries "$missing"
    missing=$(missing_libraries "$python")
    [ -z "$missing" ] || fail "still missing after the installation: $missing"
fi

if ! is_current; then
    # Without a stamp the last run was interrupted: what it left is not to be trusted.
    if [ ! -f "$stamp" ] || [ "$(sed -n 1p "$stamp")" != "$(print_stamp "$venv/bin/python" run 2>/dev/null | sed -n 1p)" ]; then
        make_venv
    fi
    rm -f "$stamp"
    install_packages
    print_stamp "$venv/bin/python" "$level" >"$stamp.new"
    mv "$stamp.new" "$stamp"
fi
[ "$level" = run ] || has_exim || fetch_exim
say "Ready."
