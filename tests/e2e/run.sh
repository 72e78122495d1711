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
# An /etc of its own, without what this machine configures.
cp -a /etc /run/etc
mount --bind /run/etc /etc
rm -rf /etc/docker /etc/ctnet
ip link set lo up

HOST_DIR=$(mktemp -d)
export HOST_DIR DOCKER_HOST="unix:///run/docker.sock" CTNET="$PWD/dist/ctnet.js"
export PATH="$PWD/tests/e2e/bin:$PATH" HOME="$HOST_DIR"
unset XDG_CONFIG_HOME
sh tests/e2e/engine.sh start
trap 'sh tests/e2e/engine.sh stop; rm -rf "$HOST_DIR"' EXIT

[ $# -gt 0 ] || set -- tests/e2e
node_modules/bats/bin/bats --print-output-on-failure --formatter "${BATS_FORMATTER:-tap}" "$@"
