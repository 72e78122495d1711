#!/bin/sh
# Runs cases, as many at once as there are processors, and prints TAP in the order in which they end: cases.sh WORK-FOLDER FILE…
set -eu
work=$1
shift
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh tests/vm/case.sh "$work" | {
  number=0 failed=0
  while IFS= read -r line; do
    case $line in
    'ok '*) number=$((number + 1)) line="ok $number ${line#ok }" ;;
    'not ok '*) number=$((number + 1)) line="not ok $number ${line#not ok }" failed=1 ;;
    esac
    printf '%s\n' "$line"
  done
  echo "1..$#"
  exit $failed
}
