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
  ovs-vsctl --timeout=5 --if-exists del-br sw0
  clean_host
}

# What the database says of the bridge.
ports() { ovs-vsctl --timeout=5 show | tail -n +2; }

@test "ovs: a container and a bare namespace reach each other and the host, and detach leaves the switch as it was" {
  container web
  ip netns add db
  before=$(network_state)
  [ "$(ctnet attach web ovs:sw0 10.7.0.99/24)" = 'web eth0 10.7.0.99/24' ]
  [ "$(ctnet attach db sw0)" = 'db eth0 10.7.0.254/24' ]
  pings web 10.7.0.254
  pings web 10.7.0.1
  ip -n db route | grep -q '^default via 10.7.0.1 '
  after=$(ports)
  run --separate-stderr ctnet attach web ovs:sw0 10.7.0.99/24
  [ "$status" = 0 ]
  [[ $stderr = *'already attached to ovs:sw0'* ]]
  [ "$(ports)" = "$after" ]
  ctnet detach web
  ctnet detach db
  [ "$(ports)" = "$empty" ]
  unchanged "$before"
}
