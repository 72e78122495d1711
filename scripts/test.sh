#!/bin/sh
# `npm test`: sets up everything that the tests need, runs all of them, and ends with the line `N passed, N failed`.
# As root it installs missing Debian packages; as an ordinary user it names them and leaves out what needs root.
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh

need_node
need_modules
logs=$(mktemp -d)
running=
stop() {
  for one in $running; do kill "$one" 2>/dev/null || :; done
  rm -rf "$logs"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
failed=0

echo '# types, lint, shell scripts'
npm run --silent check || failed=1
npm run --silent build || failed=1

unit() { sh tests/unit/run.sh >"$logs/unit" 2>&1; }
show_unit() {
  echo '# unit tests'
  grep -v '^#\|^ *\(---\|\.\.\.\|duration_ms\|type:\)' "$logs/unit" || :
}

skipped=0
packages='docker.io iptables nftables busybox-static iproute2 iputils-ping tcpdump util-linux dnsmasq-base udhcpc isc-dhcp-client dhcpcd-base openvswitch-switch ethtool podman firewalld python3-nftables dbus zsh fish'
if [ "$(id -u)" = 0 ]; then
  # shellcheck disable=SC2086
  need_packages $packages
  seed=${SEED:-$(date +%j%H%M)}
  fuzz() { sh tests/fuzz/run.sh --seed "$seed" >"$logs/fuzz" 2>&1; }
  # The end-to-end tests wait now and then, for packets and for Docker: these two use the time.
  sh tests/vm/run.sh >"$logs/vm" 2>&1 &
  machine=$!
  (
    code=0
    unit || code=1
    fuzz || code=1
    exit $code
  ) &
  others=$!
  running="$machine $others"
  echo '# end-to-end tests, in two test hosts at once'
  sh tests/e2e/run.sh >"$logs/e2e" 2>&1 || failed=1
  cat "$logs/e2e"
  wait "$others" || failed=1
  running=$machine
  show_unit
  echo "# random command lines, seed $seed"
  cat "$logs/fuzz"
  echo '# what this kernel may lack'
  wait "$machine" || failed=1
  running=
  cat "$logs/vm"
  echo "# a sample of faults (all of them: npm run test:faults), seed $seed"
  sh tests/faults/run.sh --seed "$seed" --seconds "${FAULT_SECONDS:-10}" >"$logs/faults" 2>&1 || failed=1
  cat "$logs/faults"
else
  unit || failed=1
  show_unit
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
