#!/bin/sh
# Runs the unit tests, all or those below a folder: run.sh [FOLDER]
set -eu
cd "$(dirname "$0")/../.."
files=$(find "${1:-tests/unit}" -name '*.test.ts' | sort)
reporter=tap
[ ! -t 1 ] || reporter=spec
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
# What is about the loading of code has a process for each file. The others share two: to load and compile ctnet takes longer
# than most of them do.
alone='^tests/unit/\(code\|config\|plugins\)/'
share() { echo "$files" | grep -v "$alone" | awk -v half="$1" 'NR % 2 == half'; }
run() { [ $# = 1 ] || node --import tsx --test-reporter="$reporter" "$@"; }
# shellcheck disable=SC2046
run tests/unit/together.ts $(share 0) >"$logs/0" 2>&1 &
other=$!
failed=0
# shellcheck disable=SC2046
run tests/unit/together.ts $(share 1) || failed=1
# shellcheck disable=SC2046
run --test $(echo "$files" | grep "$alone") || failed=1
wait "$other" || failed=1
cat "$logs/0"
exit $failed
