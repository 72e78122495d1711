#!/bin/sh
# Random command lines in a test host: run.sh [--seed N] [--runs N]
set -eu
cd "$(dirname "$0")/../.."
bundle=$(mktemp -d)
trap 'rm -rf "$bundle"' EXIT
sh tests/host/bundle.sh tests/fuzz/main.ts "$bundle/fuzz.mjs"
sh tests/host/run.sh sh -ec '
  ip netns add web
  ip link add name bridge0 type bridge
  ip address add 172.17.42.1/16 dev bridge0
  exec node "$@"' sh "$bundle/fuzz.mjs" "$@"
