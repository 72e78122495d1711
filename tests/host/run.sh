#!/bin/sh
# Runs a command in a private test host: own network, own mounts, own /run, own processes; with --engine, own Docker engine.
#   tests/host/run.sh [--engine] COMMAND [ARG…]
set -eu
cd "$(dirname "$0")/../.."
if [ "${1-}" != --inside ]; then
  . scripts/setup.sh
  need_build
  exec unshare --net --mount --fork --pid --kill-child --mount-proc sh "$0" --inside "$@"
fi
shift

mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/docker
# An /etc of its own, without what this machine configures.
cp -a /etc /run/etc
mount --bind /run/etc /etc
rm -rf /etc/docker /etc/ctnet /etc/netns
# A /var/lib whose entries are this machine's, and a folder of ctnet's own.
mkdir -p /run/library/ctnet
for entry in /var/lib/*; do
  [ ! -d "$entry" ] || [ "$entry" = /var/lib/ctnet ] || {
    mkdir "/run/library/${entry##*/}"
    mount --bind "$entry" "/run/library/${entry##*/}"
  }
done
mount --rbind /run/library /var/lib
ip link set lo up

HOST_DIR=$(mktemp -d)
trap 'rm -rf "$HOST_DIR"' EXIT
export HOST_DIR CTNET="$PWD/dist/ctnet.js" SNAPSHOT="$HOST_DIR/snapshot.cjs"
export PATH="$PWD/tests/e2e/bin:$PATH" HOME="$HOST_DIR"
unset XDG_CONFIG_HOME
node_modules/.bin/esbuild tests/host/snapshot-main.ts --bundle --platform=node --outfile="$SNAPSHOT" --log-level=warning
if [ "$1" = --engine ]; then
  shift
  export DOCKER_HOST=unix:///run/docker.sock
  sh tests/e2e/engine.sh start
  trap 'sh tests/e2e/engine.sh stop; rm -rf "$HOST_DIR"' EXIT
fi
"$@"
