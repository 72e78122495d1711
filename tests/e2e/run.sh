#!/bin/sh
# Runs end-to-end tests in private test hosts, each with a Docker engine of its own: those that are named in one host, or all of
# them in two at once.
#   tests/e2e/run.sh [FILE.bats]…
set -eu
cd "$(dirname "$0")/../.."
# The test host has no way out to fetch them by.
UNPACKED=
case " $* " in
'  ' | *' tests/e2e ' | *runtimes*) UNPACKED=$(sh tests/e2e/unpack.sh || :) ;;
esac
export UNPACKED BATS_FORMATTER="${BATS_FORMATTER:-tap}"
[ $# = 0 ] || exec sh tests/host/run.sh --engine node_modules/bats/bin/bats --print-output-on-failure --formatter "$BATS_FORMATTER" "$@"

. scripts/setup.sh
need_build
queue=$(mktemp -d)
hosts=
stop() {
  # shellcheck disable=SC2086
  [ -z "$hosts" ] || kill $hosts 2>/dev/null || :
  rm -rf "$queue"
}
trap stop EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
# The longest come first, so that both hosts have done at about the same time. `limits` comes last: it loads tables of
# iptables-legacy, which a test host keeps.
longest='docs dhcp runtimes predicted docker0 policy lab-nodes pipework'
{
  for name in $longest; do echo "tests/e2e/$name.bats"; done
  ls tests/e2e/*.bats
} | grep -v limits | awk '!seen[$0]++' >"$queue/waiting"
echo tests/e2e/limits.bats >>"$queue/waiting"
failed=0
for _ in 1 2; do
  sh tests/host/run.sh --engine sh tests/e2e/take.sh "$queue" &
  hosts="$hosts $!"
done
for host in $hosts; do
  wait "$host" || failed=1
  # Its number may be another's from now on.
  hosts=${hosts#" $host"}
done
if [ -s "$queue/waiting" ]; then
  sed 's/^/never run: /' "$queue/waiting"
  failed=1
fi
exit $failed
