#!/bin/sh
# Brings the peer that pip does not: Chromium, from the system's packages. Without it
# its column of the table stays empty.
set -eu

for name in chromium chromium-browser google-chrome; do
    ! command -v "$name" >/dev/null 2>&1 || exit 0
done

if ! command -v apt-get >/dev/null 2>&1; then
    echo "bench: Chromium is not here. Install it as your system does; without it its column stays empty."
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1; then
    root=sudo
else
    echo "bench: Chromium is not here, and neither root nor sudo is there to install it. Ask an administrator to run: apt-get install --no-install-recommends chromium"
    exit 0
fi

echo "Installing Chromium, a peer in the measurements"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    $root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends chromium >"$log" 2>&1
}
# fresh systems have no package lists yet, old ones have lists that are out of date
install || { $root apt-get update -qq >"$log" 2>&1 && install; } || {
    tail -n 15 "$log"
    echo "bench: apt-get could not install Chromium (its last words stand above); its column stays empty."
}
