#!/bin/sh
# Sees that LXC and systemd-nspawn are there without being installed, and prints the folder that they are unpacked in. Installed,
# they would bring services with them, and newer versions of what the machine's system is made of.
set -eu
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ctnet/packages
packages='lxc liblxc1 liblxc-common systemd-container libsystemd-shared'

if [ -d "$cache/unpacked" ]; then
  echo "$cache/unpacked"
  exit
fi
give_up() { echo "$1" >&2; exit 1; }
command -v apt-get >/dev/null || give_up 'there is no apt-get to get LXC and systemd-nspawn with'
mkdir -p "$cache"
work=$(mktemp -d "$cache/.new-XXXXXX")
trap 'rm -rf "$work"' EXIT
echo '# fetching LXC and systemd-nspawn (6 MB)' >&2
# shellcheck disable=SC2086
fetch() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root $packages >/dev/null 2>&1); }
fetch || { apt-get update -qq >/dev/null 2>&1 && fetch; } || give_up "apt-get download $packages failed"
mkdir "$work/unpacked"
for package in "$work"/*.deb; do dpkg -x "$package" "$work/unpacked"; done
mv -T "$work/unpacked" "$cache/unpacked" 2>/dev/null || [ -d "$cache/unpacked" ]
echo "$cache/unpacked"
