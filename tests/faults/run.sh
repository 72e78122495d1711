#!/bin/sh
# A fault at every step of every command, beside Docker and without: run.sh [--seed N] [--seconds N] [--only TEXT]
# --seconds is for each of the two worlds, which are tried side by side.
set -eu
cd "$(dirname "$0")/../.."
[ -f dist/ctnet.js ] || npm run --silent build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh tests/host/bundle.sh tests/faults/main.ts "$work/faults.mjs"
sh tests/host/run.sh --engine node "$work/faults.mjs" --world docker "$@" >"$work/docker" 2>&1 &
docker=$!
failed=0
sh tests/host/run.sh node "$work/faults.mjs" --world bare "$@" || failed=1
wait "$docker" || failed=1
cat "$work/docker"
exit $failed
