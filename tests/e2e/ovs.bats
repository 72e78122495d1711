#!/usr/bin/env bats
# Ports of an Open vSwitch bridge, with the switch's own processes; its datapath is in one of them, so that any kernel does.

load helpers

setup_file() { sh tests/e2e/ovs.sh start; }
teardown_file() { sh tests/e2e/ovs.sh stop; }

setup() {
  ovs-vsctl --timeout=5 add-br sw0 -- set Bridge sw0 datapath_type=netdev
  ip address add 10.7.0.1/24 dev sw0
  ip link set sw0 up
  empty=$(ports)
}
teardown() {
  for bridge in $(ovs-vsctl --timeout=5 list-br); do ovs-vsctl --timeout=5 del-br "$bridge"; done
  clean_host
}

# What the database says.
ports() { ovs-vsctl --timeout=5 show | tail -n +2; }

# Fails, and shows the difference, unless the switch is as it was and no veth is left.
as_before() {
  diff <(printf '%s\n' "$empty") <(ports)
  [ -z "$(ip link show type veth)" ]
}

ns_pings() { ip netns exec "$1" ping -c 1 -W 2 "$2" >/dev/null; }
ns_misses() { ! ip netns exec "$1" ping -c 1 -W 0.3 "$2" >/dev/null; }

# Puts a program in the place of another's, on $PATH: stand_in NAME SHELL-LINE…
stand_in() {
  local name=$1 real
  real=$(command -v "$1")
  shift
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  printf '%s\n' '#!/bin/sh' "$@" "exec $real \"\$@\"" >"$BATS_TEST_TMPDIR/bin/$name"
  chmod +x "$BATS_TEST_TMPDIR/bin/$name"
  PATH="$BATS_TEST_TMPDIR/bin:$PATH"
}

@test "ovs: a container, a bare namespace and the host reach each other, TCP too; again changes nothing; detach leaves the switch as it was" {
  container web
  ip netns add db
  before=$(network_state)
  [ "$(ctnet attach web ovs:sw0 10.7.0.99/24)" = 'web eth0 10.7.0.99/24' ]
  [ "$(ctnet attach db sw0)" = 'db eth0 10.7.0.254/24' ]
  pings web 10.7.0.254
  pings web 10.7.0.1
  ip -n db route | grep -q '^default via 10.7.0.1 '
  ip netns exec db busybox nc -l -p 5000 >"$BATS_TEST_TMPDIR/got" 3>&- &
  until ip netns exec db ss -ltn | grep -q ':5000 '; do sleep 0.02; done
  echo hello | docker exec -i web timeout 2 nc 10.7.0.254 5000
  soon grep -qx hello "$BATS_TEST_TMPDIR/got"
  ctnet ls web | grep -q ' ovs:sw0 '
  attached=$(ports)
  run --separate-stderr ctnet attach web ovs:sw0 10.7.0.99/24
  [ "$status" = 0 ]
  [[ $stderr = *'already attached to ovs:sw0'* ]]
  [ "$(ports)" = "$attached" ]
  run -4 ctnet attach web sw0 10.7.0.98/24
  run -4 ctnet attach db sw0 10.7.0.99/24 --replace
  [[ $output = *'taken, by web eth0'* ]]
  ctnet attach web sw0 10.7.0.98/24 --replace
  [ "$(ports | grep -c 'Port veth')" = 2 ]
  ctnet detach web
  ctnet detach db
  as_before
  unchanged "$before"
}

@test "ovs: of one VLAN reach each other, of two don't; a trunk port has the frames with their tags" {
  for name in a10 b10 c20 switch; do ip netns add $name; done
  ctnet attach a10 ovs:sw0 10.8.0.1/24 --vlan 10
  ctnet attach b10 ovs:sw0 10.8.0.2/24 --vlan 10
  ctnet attach c20 ovs:sw0 10.8.0.1/24 --vlan 20
  ctnet attach c20 ovs:sw0 10.8.0.3/24 --vlan 20 --if eth0 --replace
  ns_pings a10 10.8.0.2
  ns_misses a10 10.8.0.3
  run -4 ctnet attach b10 ovs:sw0 10.8.0.1/24 --vlan 10 --if eth1
  run -4 ctnet attach b10 ovs:sw0 10.8.0.9/24 --vlan 20 --if eth0
  [[ $output = *'eth0 already, and it leads to ovs:sw0 --vlan 10'* ]]
  run -2 ctnet attach b10 ovs:sw0 auto --vlan 30 --if eth1

  ip link add trunk up type veth peer name port netns switch
  ip -n switch link set port up
  ovs-vsctl --timeout=5 add-port sw0 trunk
  mkfifo "$BATS_TEST_TMPDIR/listens"
  ip netns exec switch timeout 5 tcpdump -Z root -lnei port -c 1 'vlan 10 and arp' >"$BATS_TEST_TMPDIR/seen" 2>"$BATS_TEST_TMPDIR/listens" 3>&- &
  while read -r line && [[ $line != listening* ]]; do :; done <"$BATS_TEST_TMPDIR/listens"
  ns_misses a10 10.8.0.77
  wait $!
  grep -q 'vlan 10, .* who-has 10.8.0.77 tell 10.8.0.1' "$BATS_TEST_TMPDIR/seen"
  ovs-vsctl --timeout=5 del-port sw0 trunk
  ip -n switch link delete port

  for name in a10 b10 c20; do ctnet detach $name; done
  as_before
}

@test "ovs: the bridge is made where it is missing, with an address that fits, and taken back with everything when a step fails" {
  ip netns add db
  run -3 ctnet attach db ovs:sw1 10.9.0.5/24
  [[ $output = *'--create, or ovs-vsctl add-br sw1'* ]]
  stand_in ethtool 'echo "ethtool: no" >&2; exit 1'
  run -1 ctnet attach db ovs:sw1 10.9.0.5/24 --create
  [[ $output = *'ethtool: no; everything was rolled back'* ]]
  as_before
  rm "$BATS_TEST_TMPDIR/bin/ethtool"
  [ "$(ctnet attach db ovs:sw1 10.9.0.5/24 --create)" = 'db eth0 10.9.0.5/24' ]
  ns_pings db 10.9.0.1
  run -4 ctnet attach db ovs:lo --create
  # The configuration's bridges are the kernel's.
  echo 'bridges: { sw2: { address: 10.8.0.1/24 } }' >"$BATS_TEST_TMPDIR/bridges.yaml"
  ctnet --config "$BATS_TEST_TMPDIR/bridges.yaml" attach db ovs:sw2 10.8.0.5/24 --if eth1 --create
}

@test "ovs: whatever fails, or kills ctnet, from the port on: nothing is left" {
  ip netns add db
  before=$(network_state)
  # Its parent is the script, whose parent is ctnet.
  stand_in ovs-vsctl 'case " $* " in *" ${FAULT-none} "*) [ -z "${KILL-}" ] || { read -r _ _ _ ctnet _ </proc/$PPID/stat; kill -9 "$ctnet" "$PPID"; }; exit 1 ;; esac'
  for fault in add-port wait-until; do
    FAULT=$fault run -1 ctnet attach db ovs:sw0 10.7.0.5/24
    [[ $output = *'everything was rolled back'* ]]
    as_before
    FAULT=$fault KILL=yes run -137 ctnet attach db ovs:sw0 10.7.0.5/24
    run -0 ctnet clean
    [[ $output = *'rolled back'* ]]
    as_before
  done
  unchanged "$before"
  ctnet attach db ovs:sw0 10.7.0.5/24
  FAULT=del-port run -1 ctnet detach db
  [[ $output = *'everything was rolled back'* ]]
  ns_pings db 10.7.0.1
}

@test "ovs: what a dead container left in the database goes with clean" {
  ip netns add db
  ctnet attach db sw0
  ovs-vsctl --timeout=5 add-port sw0 another -- set Interface another type=internal
  ip netns delete db
  # A namespace's links go some time after it.
  for _ in $(seq 100); do ip -o link show type veth | grep -q 'ctnet: db' || break; sleep 0.02; done
  ports | grep -q 'Port veth'
  [[ $(ctnet clean) = 'port veth'* ]]
  ports | grep -q 'Port another'
  ovs-vsctl --timeout=5 del-port sw0 another
  as_before
}

@test "ovs: without the switch or its database an attach says so, exit 6; a detach works all the same" {
  ip netns add db
  ctnet attach db sw0
  sh tests/e2e/ovs.sh stop switch
  run -6 ctnet attach db ovs:sw0 --if eth1
  [[ $output = *"ovs-vswitchd isn't running"* ]]
  ctnet detach db
  sh tests/e2e/ovs.sh start switch
  as_before
  sh tests/e2e/ovs.sh stop
  run -6 ctnet attach db ovs:sw0
  [[ $output = *"ovsdb-server isn't running"* ]]
  sh tests/e2e/ovs.sh start
}
