#!/bin/sh
# A fault at every step of every command, beside Docker and without: run.sh [--world bare|docker] [--seed N] [--seconds N] [--only TEXT] [--from N]
# --from goes on with the seed's Nth trial, where a run's time was up. --seconds is for each of the two worlds, which are tried side by side.
set -eu
cd "$(dirname "$0")/../.."
[ -f dist/ctnet.js ] || npm run --silent build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh tests/host/bundle.sh tests/faults/main.ts "$work/faults.mjs"
# The examples' bridge is where Docker's own usually is.
export BRIDGE_IP=172.30.0.1/24
in_world() {
  world=$1
  shift
  [ "$world" = bare ] || set -- --engine "$@"
  sh tests/host/run.sh "$@" --world "$world"
}
case " $* " in
*' --world docker '*) in_world docker node "$work/faults.mjs" "$@"; exit ;;
*' --world bare '*) in_world bare node "$work/faults.mjs" "$@"; exit ;;
esac
failed=0
in_world docker node "$work/faults.mjs" "$@" >"$work/docker" 2>&1 &
docker=$!
in_world bare node "$work/faults.mjs" "$@" || failed=1
wait "$docker" || failed=1
cat "$work/docker"
exit $failed
