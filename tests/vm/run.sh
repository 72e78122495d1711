#!/bin/sh
# Tests of network features that the kernel at hand may lack. Where it has them all, they run in a private test host; else in a
# throw-away machine with Debian's stock kernel, emulated by QEMU: run.sh [--machine] [CASE…]
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup.sh
. tests/vm/words.sh
# Alone it takes one or two hundred; beside other tests, and on a busy machine, several times as long.
SECONDS_AT_MOST=900

machine=
[ "${1-}" != --machine ] || { machine=1; shift; }
if [ $# = 0 ]; then
  set -- tests/vm/cases/*.sh
else
  for name in "$@"; do
    shift
    set -- "$@" "tests/vm/cases/$name.sh"
  done
fi

# Says why none of the cases is run: leave_out REASON FILE…
leave_out() {
  reason=$1 number=0
  shift
  for file in "$@"; do
    number=$((number + 1))
    echo "ok $number $(title_of "$file") # skip $reason"
  done
  echo "1..$number"
  exit 0
}

[ "$(id -u)" = 0 ] || leave_out 'it needs root' "$@"
# shellcheck disable=SC2046
lacks=$(sh tests/vm/features.sh $(needs_of "$@" | tr ' ' '\n' | grep -vx nic | sort -u) | tr '\n' ' ')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh tests/host/bundle.sh tests/vm/faulty.ts "$work/faulty.mjs"
if [ -z "$lacks$machine" ]; then
  sh tests/host/run.sh sh tests/vm/cases.sh "$work" "$@"
  exit
fi

echo "# ${lacks:+this kernel lacks ${lacks% }: }in a machine with Debian's own" >&2
need_packages qemu-system-x86 busybox-static kmod xz-utils openvswitch-switch ||
  leave_out 'a machine needs qemu-system-x86, busybox-static, kmod, xz-utils and openvswitch-switch, which could not be installed' "$@"
kernel=$(sh tests/vm/kernel.sh) || leave_out 'there is no kernel to boot' "$@"
sh tests/host/run.sh sh tests/vm/render.sh "$work" "$@"
cat >"$work/job" <<END
cd '$PWD'
export MACHINE=1 PATH='$PWD/tests/e2e/bin:$PATH' CTNET='$PWD/dist/ctnet.js' HOME=/root
sh tests/vm/cases.sh '$work' $*
END
: >"$work/out"
sh tests/vm/boot.sh "$kernel" "$work" "$SECONDS_AT_MOST" >"$work/out" 2>"$work/errors" &
booted=$!
tail -n +1 -s 0.2 -f --pid=$booted "$work/out" &
shown=$!
trap 'kill "$booted" "$shown" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 143' TERM
wait "$booted" || :
wait "$shown" || :
if ! grep -q '^1\.\.' "$work/out"; then
  echo "not ok $(($(grep -c '^\(not \)\?ok ' "$work/out") + 1)) the machine runs to its end, within $SECONDS_AT_MOST seconds"
  tail -n 20 "$work/errors" "$work/console" | sed 's/^/#   /'
  exit 1
fi
! grep -q '^not ok' "$work/out"
