#!/bin/sh
# Runs files of tests in this test host, each time the next one that no other host has taken: take.sh QUEUE
# The folder QUEUE has their names in `waiting`, one on a line.
set -eu
queue=$1
# shellcheck disable=SC2016
next() { flock "$queue" sh -c 'head -n 1 "$0"; sed -i 1d "$0"' "$queue/waiting"; }
failed=0
while file=$(next) && [ -n "$file" ]; do
  said=$queue/${file##*/}.out
  node_modules/bats/bin/bats --print-output-on-failure --formatter "$BATS_FORMATTER" "$file" >"$said" 2>&1 || failed=1
  # Nothing of the other host's comes between.
  flock "$queue" cat "$said"
done
exit $failed
