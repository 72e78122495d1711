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
mount -t tmpfs tmpfs /etc/docker 2>/dev/null || { mkdir -p /etc/docker && mount -t tmpfs tmpfs /etc/docker; }
ip link set lo up

HOST_DIR=$(mktemp -d)
trap 'rm -rf "$HOST_DIR"' EXIT
export HOST_DIR CTNET="$PWD/dist/ctnet.js" SNAPSHOT="$HOST_DIR/snapshot.js"
export PATH="$PWD/tests/e2e/bin:$PATH"
node_modules/.bin/esbuild tests/host/snapshot-main.ts --bundle --platform=node --outfile="$SNAPSHOT" --log-level=warning
if [ "$1" = --engine ]; then
  shift
  export DOCKER_HOST=unix:///run/docker.sock
  sh tests/e2e/engine.sh start
  trap 'sh tests/e2e/engine.sh stop; rm -rf "$HOST_DIR"' EXIT
fi
"$@"
