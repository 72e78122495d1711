#!/usr/bin/env bats
# Networks on top of an interface of the host's, and tunnels. `nic` stands for a physical interface: the other end of it,
# `port`, is in the namespace `switch`, which stands for what is behind it.

load helpers

setup() {
  ip netns add switch
  ip netns add bare
  ip link add name nic address 02:00:00:00:01:01 type veth \
    peer name port address 02:00:00:00:01:02 netns switch
  ip address add 10.5.0.2/24 broadcast + dev nic
  ip link set dev nic up
  ip -n switch address add 10.5.0.1/24 dev port
  ip -n switch address add fd00:5::1/64 dev port nodad
  ip -n switch link set dev port up
  container web
  # What the kernel does by itself when a link comes up is over before anybody compares.
  until ! ip -6 address show dev nic tentative | grep -q . && ip -6 address show dev nic | grep -q fe80; do :; done
  before=$(network_state)
}
teardown() { clean_host; }

attached() { ip netns exec "$1" ip -d link show dev "$2"; }
bare_pings() { ip netns exec bare ping -c 1 -W 1 "$1" >/dev/null; }

@test "macvlan: in mode bridge two containers reach what is beyond and each other; it is what an interface's name means" {
  run -0 --separate-stderr ctnet attach web nic 10.5.0.9/24 fd00:5::9/64
  [ "$output" = "web eth0 10.5.0.9/24 fd00:5::9/64" ]
  ctnet attach bare macvlan:nic 10.5.0.10/24 --mac 02:00:00:00:00:10 --mtu 1400 --if lan
  attached bare lan | grep -q 'mtu 1400'
  attached bare lan | grep -q '02:00:00:00:00:10'
  attached bare lan | grep -q 'macvlan mode bridge'
  pings web 10.5.0.1
  pings web fd00:5::1
  bare_pings 10.5.0.1
  bare_pings 10.5.0.9
  run ! host_pings 10.5.0.9
  run -0 ctnet attach web nic 10.5.0.9/24 fd00:5::9/64
  [[ $output == *"already attached to macvlan:nic:bridge, by eth0"* ]]
  run -0 ctnet ls web
  [[ $output == *" macvlan:nic:bridge "* ]]
  ctnet detach web
  ctnet detach bare
  unchanged "$before"
}

@test "macvlan: in mode private siblings don't reach each other, in vepa only by way of the switch, passthru has the parent's MAC" {
  for mode in private vepa; do
    ctnet attach web "macvlan:nic:$mode" 10.5.0.9/24
    ctnet attach bare "macvlan:nic:$mode" 10.5.0.10/24
    pings web 10.5.0.1
    bare_pings 10.5.0.1
    run ! bare_pings 10.5.0.9
    ctnet detach web
    ctnet detach bare
  done
  ctnet attach web macvlan:nic:passthru 10.5.0.9/24
  docker exec web ip link show dev eth0 | grep -q 02:00:00:00:01:01
  pings web 10.5.0.1
  run -4 ctnet attach bare nic 10.5.0.10/24
  [[ $output == *passthru* ]]
  run -2 ctnet attach bare macvlan:nic:passthru 10.5.0.10/24 --mac 02:00:00:00:00:10
  ctnet detach web
  unchanged "$before"
}

@test "macvlan: --host-access lets host and container reach each other, and is undone with the last container" {
  ip route add default via 10.5.0.1 proto dhcp metric 100
  ip -n switch address add 10.77.0.1/32 dev port
  before=$(network_state)
  ctnet attach web nic 10.5.0.9/24 --host-access
  ctnet attach bare nic 10.5.0.10/24 --host-access
  host_pings 10.5.0.9
  pings web 10.5.0.2
  host_pings 10.77.0.1
  pings web 10.77.0.1
  run -0 ctnet attach web nic 10.5.0.9/24 --host-access
  [[ $output == *"already attached"* ]]
  ctnet detach web
  host_pings 10.5.0.10
  ctnet detach bare
  unchanged "$before"
}

@test "macvlan: --replace, and a container's death, leave nothing" {
  ctnet attach web nic 10.5.0.9/24 --host-access
  ctnet attach web nic 10.5.0.8/24 --replace
  pings web 10.5.0.1
  host_pings 10.5.0.8
  ctnet attach bare nic 10.5.0.10/24
  docker rm -f web >/dev/null
  ip netns delete bare
  until ! ip -o link show type macvlan | grep -q 'ctnet: host access' || ctnet clean -q; do :; done
  ip netns add bare
  container web
  [ -z "$(ip -o link show type macvlan)" ]
  ip -o address show dev nic | grep -q 10.5.0.2/24
}

@test "vxlan: a container reaches what is at the tunnel's other end; its outer packets are the host's" {
  ip -n switch link add name far type vxlan id 42 remote 10.5.0.2 dstport 4789 dev port
  ip -n switch address add 10.8.0.1/24 dev far
  ip -n switch link set dev far up
  before=$(network_state)
  run -0 --separate-stderr ctnet attach web vxlan:42@10.5.0.1 10.8.0.9/24
  [ "$output" = "web eth0 10.8.0.9/24" ]
  docker exec web ip link show dev eth0 | grep -q 'mtu 1450'
  pings web 10.8.0.1
  run -0 ctnet attach web vxlan:42@10.5.0.1:4789 10.8.0.9/24
  [[ $output == *"already attached"* ]]
  run -4 ctnet attach bare vxlan:42@10.5.0.77 10.8.0.10/24
  [[ $output == *"VXLAN 42"*"web eth0"* ]]
  run -4 ctnet attach bare vxlan:43@10.5.0.2 10.8.0.10/24
  [[ $output == *"own (nic)"* ]]
  ctnet attach bare 'vxlan:43@[fd00:5::1]:8472' 10.8.1.9/24
  attached bare eth0 | grep -q 'remote fd00:5::1.*dstport 8472'
  ctnet detach bare
  ctnet detach web
  unchanged "$before"
}

@test "networks: what this kernel lacks is named, and nothing changes" {
  ctnet bridge create lan 10.6.0.1/24 --quiet
  before=$(network_state)
  lacks() {
    run "$@"
    [ "$status" = 0 ] && { ctnet detach bare; return; }
    [ "$status" = 6 ]
    [[ $output == *"this kernel has no"* ]]
  }
  lacks ctnet attach bare nic 10.5.0.9/24 --vlan 10
  lacks ctnet attach bare ipvlan:nic:l3 10.5.0.9/24
  lacks ctnet attach bare dummy 10.5.9.9/24
  lacks ctnet attach bare lan 10.6.0.9/24 --vlan 10
  [ "$status" = 0 ] || unchanged "$before"
}

@test "networks: what can't be is refused before anything is done" {
  ctnet bridge create lan 10.6.0.1/24 --quiet
  ip link add name port1 type veth peer name port2
  ip link set dev port1 master lan
  before=$(network_state)
  refused() {
    local code=$1 words=$2
    shift 2
    run "-$code" ctnet attach bare "$@"
    [[ $output == *$words* ]] || { echo "$output"; false; }
  }
  refused 3 'no interface gone' macvlan:gone 10.5.0.9/24
  refused 3 'no interface gone' ipvlan:gone 10.5.0.9/24
  refused 4 '--force' macvlan:port2 10.5.0.9/24
  refused 4 'port of the bridge lan' macvlan:port1 10.5.0.9/24
  refused 4 'port of the bridge lan' port1 10.5.0.9/24
  refused 4 loopback macvlan:lo 10.5.0.9/24
  refused 4 'above that of' nic 10.5.0.9/24 --mtu 9000
  refused 2 VLAN nic 10.5.0.9/24 --vlan 0
  refused 2 VLAN nic 10.5.0.9/24 --vlan 4095
  refused 2 multicast nic 10.5.0.9/24 --mac 01:00:5e:00:00:01
  refused 4 'is taken' nic 10.5.0.9/24 --mac 02:00:00:00:01:01
  refused 2 broadcast nic 10.5.0.255/24
  refused 2 "network's own" nic 10.5.0.0/24
  refused 4 'this host (nic)' nic 10.5.0.2/24
  refused 2 'no subnet' nic
  refused 2 '--vlan means nothing' vxlan:5@10.5.0.1 10.8.0.9/24 --vlan 5
  refused 2 unspecified vxlan:5@0.0.0.0 10.8.0.9/24
  refused 2 broadcast vxlan:5@255.255.255.255 10.8.0.9/24
  refused 2 multicast vxlan:5@ff05::1 10.8.0.9/24
  refused 2 'one link alone' vxlan:5@fe80::1 10.8.0.9/24
  refused 2 '--mac means nothing' ipvlan:nic 10.5.0.9/24 --mac 02:00:00:00:00:10
  refused 2 'reach each other' macvlan:nic:private 10.5.0.9/24 --host-access
  refused 4 '02:00:00:00:01:02 answered for it' nic 10.5.0.1/24
  unchanged "$before"
}
