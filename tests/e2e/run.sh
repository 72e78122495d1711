#!/bin/sh
# Runs the end-to-end tests in a private test host: own network, own mounts, own /run, own Docker engine.
#   tests/e2e/run.sh [FILE.bats]…
set -eu
cd "$(dirname "$0")/../.."
if [ "${1-}" != --inside ]; then
  [ -f dist/ctnet.js ] || npm run --silent build
  exec unshare --net --mount --fork --pid --kill-child --mount-proc sh "$0" --inside "$@"
fi
shift

mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/docker
mount -t tmpfs tmpfs /etc/docker 2>/dev/null || { mkdir -p /etc/docker && mount -t tmpfs tmpfs /etc/docker; }
ip link set lo up

HOST_DIR=$(mktemp -d)
export HOST_DIR DOCKER_HOST="unix:///run/docker.sock" CTNET="$PWD/dist/ctnet.js"
export PATH="$PWD/tests/e2e/bin:$PATH"
sh tests/e2e/engine.sh start
trap 'sh tests/e2e/engine.sh stop; rm -rf "$HOST_DIR"' EXIT

[ $# -gt 0 ] || set -- tests/e2e
node_modules/bats/bin/bats --print-output-on-failure --formatter "${BATS_FORMATTER:-tap}" "$@"
