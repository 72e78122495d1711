#!/usr/bin/env bats
# bridge add and remove: a veth into another namespace stands for the host's card and the wire behind it.

load helpers

setup() {
  ctnet bridge create bridge0 192.168.5.1/24
  ip netns add wire
  ip link add nic0 type veth peer name eth0 netns wire
  ip -n wire address add 192.168.5.200/24 dev eth0
  ip -n wire link set eth0 up
  # An interface that was up once has another queueing discipline for ever.
  ip link set nic0 up
  ip link set nic0 down
}
teardown() {
  clean_host
  ip link delete nic0 2>/dev/null || :
}

@test "bridge add, remove: containers and what is behind the card reach each other, and no longer; twice is once" {
  container web
  ctnet attach web bridge0 192.168.5.11/24
  before=$(network_state)
  run -0 --separate-stderr ctnet bridge add bridge0 nic0
  [ "$output" = "bridge0 nic0" ]
  pings web 192.168.5.200
  ip netns exec wire ping -c 1 -W 2 192.168.5.1
  run -0 --separate-stderr ctnet bridge add bridge0 nic0
  [[ $output == "bridge0 nic0" && $stderr == *"already a port of bridge0"* ]]
  run -4 ctnet bridge delete bridge0
  run -0 --separate-stderr ctnet bridge remove bridge0 nic0
  [ "$output" = "bridge0 nic0" ]
  run -1 pings web 192.168.5.200
  run -0 --separate-stderr ctnet bridge remove bridge0 nic0
  [[ -z $output && $stderr == *"no port of bridge0"* ]]
  ip link set nic0 down
  unchanged "$before"
}

@test "bridge add: an interface that carries the host's addresses or routes is refused, but with --force; it all works again afterwards" {
  ip link set nic0 up
  ip address add 10.9.0.2/24 dev nic0
  ip -n wire address add 10.9.0.1/24 dev eth0
  ip route add 10.8.0.0/24 via 10.9.0.1
  host_pings 10.9.0.1
  before=$(network_state)
  run -4 ctnet bridge add bridge0 nic0
  [[ $output == *"10.9.0.2/24 and the route to 10.8.0.0/24"*"--force"* ]]
  ip address del 10.9.0.2/24 dev nic0
  ip route add 10.8.0.0/24 dev nic0
  run -4 ctnet bridge add bridge0 nic0
  [[ $output == *"the route to 10.8.0.0/24"* ]]
  ip route del 10.8.0.0/24
  ip address add 10.9.0.2/24 dev nic0
  ip route add 10.8.0.0/24 via 10.9.0.1
  unchanged "$before"
  # What is known of the neighbour would do for a while.
  ip neighbour flush dev nic0
  ctnet bridge add bridge0 nic0 --force
  run -1 host_pings 10.9.0.1
  ctnet bridge remove bridge0 nic0
  ip neighbour flush dev nic0
  host_pings 10.9.0.1
  unchanged "$before"
}

@test "bridge add, remove: what can't be is refused, each with its own error, and nothing changes" {
  ip netns add web
  ctnet attach web bridge0
  ctnet bridge create other
  ip link set nic0 master other
  # The kernel here has no radio: its mark in /sys is put there.
  ip link add radio0 type veth peer name radio1
  mount -t tmpfs tmpfs /sys/class/net
  mkdir -p /sys/class/net/radio0/phy80211
  before=$(network_state)
  port=$(ip -o link show master bridge0 | sed -E 's/^[0-9]+: ([^@:]+).*/\1/')
  run -3 ctnet bridge add nobridge nic0
  [[ $output == *"ctnet bridge create nobridge"* ]]
  run -3 ctnet bridge add bridge0 nonic
  run -4 ctnet bridge add nic0 radio1
  [[ $output == *"not a bridge"* ]]
  run -4 ctnet bridge add bridge0 lo
  [[ $output == *loopback* ]]
  run -4 ctnet bridge add bridge0 other
  [[ $output == *"a bridge itself"* ]]
  run -4 ctnet bridge add bridge0 nic0 --force
  [[ $output == *"ctnet bridge remove other nic0"* ]]
  run -4 ctnet bridge add bridge0 radio0
  [[ $output == *wireless* ]]
  run -4 ctnet bridge remove bridge0 "$port"
  [[ $output == *"ctnet detach web eth0"* ]]
  run -4 ctnet bridge add other "$port"
  [[ $output == *"ctnet detach web eth0"* ]]
  run -3 ctnet bridge remove nobridge nic0
  run -0 ctnet bridge remove bridge0 nic0
  [[ $output == *"no port of bridge0 but of other: nothing to remove"* ]]
  unchanged "$before"
  umount /sys/class/net
  ip link delete radio0
}
