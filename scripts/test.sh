#!/bin/sh
# `npm test`: sets up everything that the tests need, runs all of them, and ends with the line `N passed, N failed`.
# As root it installs missing Debian packages; as an ordinary user it names them and leaves out what needs root.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh

need_node
need_modules
logs=$(mktemp -d)
machine=
first=
stop() {
  for one in $machine $first; do kill "$one" 2>/dev/null || :; done
  rm -rf "$logs"
}
trap stop EXIT
failed=0

echo '# types, lint, shell scripts'
npm run --silent check || failed=1
npm run --silent build || failed=1

echo '# unit tests'
find tests/unit -name '*.test.ts' -exec node --import tsx --test --test-reporter=tap {} + >"$logs/unit" 2>&1 || failed=1
grep -v '^#\|^ *\(---\|\.\.\.\|duration_ms\|type:\)' "$logs/unit" || :

skipped=0
packages='docker.io iptables nftables busybox-static iproute2 iputils-ping tcpdump util-linux dnsmasq-base udhcpc isc-dhcp-client dhcpcd-base openvswitch-switch ethtool podman firewalld python3-nftables dbus zsh fish'
if [ "$(id -u)" = 0 ]; then
  # shellcheck disable=SC2086
  need_packages $packages
  # An emulated machine takes its time, in which the others go on; what it says comes behind what they say.
  sh tests/vm/run.sh >"$logs/vm" 2>&1 &
  machine=$!
  echo '# end-to-end tests, in two test hosts at once'
  # The longest files first, in turn: both halves take about as long.
  halves() { wc -l tests/e2e/*.bats | sort -rn | awk -v half="$1" '/bats$/ && NR % 2 == half { print $2 }' | sort; }
  # shellcheck disable=SC2046
  sh tests/e2e/run.sh $(halves 0) >"$logs/e2e-1" 2>&1 &
  first=$!
  # shellcheck disable=SC2046
  sh tests/e2e/run.sh $(halves 1) >"$logs/e2e-2" 2>&1 || failed=1
  wait "$first" || failed=1
  first=
  cat "$logs/e2e-1" "$logs/e2e-2"
  echo '# what this kernel may lack'
  wait "$machine" || failed=1
  machine=
  cat "$logs/vm"
  seed=${SEED:-$(date +%j%H%M)}
  echo "# random command lines, and a sample of faults (all of them: npm run test:faults); seed $seed"
  sh tests/fuzz/run.sh --seed "$seed" >"$logs/fuzz" 2>&1 || failed=1
  cat "$logs/fuzz"
  sh tests/faults/run.sh --seed "$seed" --seconds "${FAULT_SECONDS:-10}" >"$logs/faults" 2>&1 || failed=1
  cat "$logs/faults"
else
  echo '# left out: the end-to-end tests and faults, which need root for a Docker engine of their own (sudo npm test)'
  # shellcheck disable=SC2086
  need_packages $packages || :
  skipped=$(node_modules/bats/bin/bats --count tests/e2e)
  sh tests/vm/run.sh | tee "$logs/vm"
fi

count() { cat "$logs"/* | grep -ciE "$1" || :; }
left_out=$(count '^ok [0-9]+.* # skip')
passed=$(($(count '^ok [0-9]+') - left_out))
skipped=$((skipped + left_out))
broken=$(count '^not ok [0-9]+')
[ "$broken" -gt 0 ] || broken=$failed
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $broken failed, $skipped skipped"; else echo "$passed passed, $broken failed"; fi
[ "$broken" = 0 ]
