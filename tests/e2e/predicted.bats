#!/usr/bin/env bats
# The facts that a plan predicts are the facts that are observed when it has run: on real containers and bare namespaces.

load helpers

setup_file() {
  export CTNET="$BATS_FILE_TMPDIR/predicting.mjs"
  node tests/e2e/build-predicting.js "$CTNET" 2>/dev/null
}
setup() { ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64 --quiet; }
teardown() { clean_host; }

@test "predicted: attach to a container where IPv6 is off, and to a bare namespace, with both families, and detach" {
  container web
  ip netns add bare
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  ctnet attach bare bridge0
  ctnet attach bare bridge0 172.18.42.7/16 172.18.42.8/16 fd00:42::8/64 --if lan --mac 02:00:00:00:00:77 --mtu 1400
  ctnet attach web bridge0 172.18.42.99/16
  ctnet detach web
  ctnet detach bare --all
}

@test "predicted: an address by DHCP, on a second interface, with IPv6 beside it, replaced and detached" {
  dnsmasq --keep-in-foreground --conf-file=/dev/null --no-ping --port=0 --interface=bridge0 --bind-interfaces \
    --dhcp-range=172.18.42.50,172.18.42.59,2m --dhcp-leasefile="$BATS_TEST_TMPDIR/leases" \
    --pid-file="$BATS_TEST_TMPDIR/pid" >"$BATS_TEST_TMPDIR/dnsmasq" 2>&1 </dev/null 3>&- &
  until [ -s "$BATS_TEST_TMPDIR/pid" ]; do sleep 0.05; done
  container web
  ip netns add bare
  ctnet attach web bridge0 dhcp
  ctnet attach web bridge0 dhcp fd00:42::9/64 --if lan
  ctnet attach web bridge0 172.18.42.99/16 --if lan --replace
  ctnet attach bare bridge0 dhcp --gateway none
  kill -9 "$(cat /run/ctnet/dhcp/*/pid | head -1)"
  ctnet attach web bridge0 dhcp
  ctnet attach bare bridge0 dhcp
  ctnet detach web --all
  ctnet detach bare
  kill "$(cat "$BATS_TEST_TMPDIR/pid")"
}

@test "predicted: attach with routes, gateways, no address, and a bridge made for it" {
  ip netns add bare
  ctnet attach bare bridge0 172.18.42.99/16 fd00:42::99/64 --gateway 172.18.42.7 --gateway fd00:42::7 \
    --route 10.9.0.0/16@172.18.42.1 --route 10.8.0.1 --route fd00:43::/48@fd00:42::1 --route fd00:44::/64
  ctnet attach bare bridge0 none --if eth1
  ctnet attach bare lan 10.9.1.5/24@10.9.1.1 --if eth2 --gateway none --create --replace
  ctnet attach bare lan2 --if eth3 --create
}

@test "predicted: attach --replace of an interface, of default routes, and of a route" {
  container web
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64 --route 10.9.0.0/16@172.18.42.1
  ctnet attach web bridge0 172.18.42.98/16 --replace
  ip netns add bare
  ctnet attach bare bridge0 172.18.42.97/16
  ip -n bare route add default via 172.18.42.2 metric 100
  ctnet bridge create lan 10.9.1.1/24
  ctnet attach bare lan 10.9.1.5/24@10.9.1.1 --if eth1 --replace
  ip netns exec bare ip route | grep -c ^default | grep -qx 1
}

@test "predicted: bridges of both families, of one and of none, of every kind of MTU, kept and deleted" {
  ctnet bridge create one 10.9.1.1/24 --mtu 9000
  ctnet bridge create two fd00:2::1/64 --mtu 1280
  ctnet bridge create three none --mtu 68
  ctnet bridge create four --stp
  ctnet bridge create five none --mtu 1500
  ip link set one down
  iptables -F CTNET-FORWARD
  ctnet bridge create one 10.9.1.1/24
  for name in one two three four five; do ctnet bridge delete "$name"; done
}

@test "predicted: ports of a bridge of ctnet's and of one made by hand, whose MAC is kept, added and removed" {
  for n in 0 1; do ip link add "nic$n" type veth peer name "wire$n"; done
  ip link add byhand type bridge
  mac=$(ip -o link show byhand | grep -o 'ether [^ ]*')
  for bridge in bridge0 byhand; do
    for n in 0 1; do ctnet bridge add "$bridge" "nic$n"; done
    ip -o link show byhand | grep -q "$mac"
    for n in 1 0; do ctnet bridge remove "$bridge" "nic$n"; done
  done
  ip -o link show byhand | grep -q "$mac"
  # A bridge that has its MAC from the port.
  ip link add other type bridge
  ip link set nic0 master other
  ctnet bridge remove other nic0
  ip link delete nic0
  ip link delete nic1
}

@test "predicted: names of namespaces, given and taken away" {
  container web
  ctnet netns link web
  ctnet netns link web other
  ctnet netns unlink other
  docker rm -f web >/dev/null
  container web
  ctnet netns link web
  docker rm -f web >/dev/null
  ctnet netns clean
  ctnet bridge create gone none
  ip link delete gone
  ctnet clean
}

@test "predicted: a link impaired in each direction, anew, and cleared" {
  ip netns add web
  ctnet attach web bridge0
  ctnet impair web --rate 1mbit
  ctnet impair web --rate 3mbit
  ctnet impair web --ingress --rate 777kbit
  ctnet impair web --clear
  ip netns add peer
  ctnet ptp web peer --if-a cable
  ctnet impair web:cable --ingress --rate 10gbit
  ctnet impair web:cable --ingress --rate 7mbit
  ctnet impair web:cable --clear
}

@test "predicted: tc's own words" {
  ip netns add web
  ctnet attach web bridge0
  ctnet tc web qdisc add dev eth0 root tbf rate 1mbit burst 32kb latency 400ms
  ctnet tc web qdisc replace dev eth0 root handle 1: htb default 10
  ctnet tc web class add dev eth0 parent 1: classid 1:10 htb rate 1mbit
  ctnet tc web qdisc add dev eth0 parent 1:10 handle 7: pfifo limit 7
  ctnet tc web filter add dev eth0 protocol ip pref 5 u32 match u32 0 0 flowid 1:10
  ctnet tc web qdisc add dev eth0 clsact
  ctnet tc web filter add dev eth0 ingress pref 5 u32 match u32 0 0
  ctnet --force tc web filter del dev eth0 ingress pref 5
  ctnet tc web qdisc del dev eth0 clsact
  ctnet --force tc web qdisc del dev eth0 root
}

@test "predicted: cables pulled and plugged in, MTUs, MAC addresses" {
  container web
  ip netns add bare
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  ctnet attach bare bridge0 172.18.42.98/16 --mtu 1400
  ip netns add alone
  ctnet ptp host alone
  for state in down up down; do ctnet set web:eth0 $state; done
  ctnet set alone:eth0 down
  ctnet set alone:eth0 up
  ctnet set bare:eth0 mtu 1000 mac 02:00:00:00:00:77
  ctnet set bare:eth0 mtu 1500 down
  ctnet set web:eth0 mtu 1300 up
  ctnet set host:bridge0 down
}

@test "predicted: routes of every kind, added, replaced and deleted" {
  container web
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  ctnet route web add 10.9.0.0/16 via 172.18.42.7 src 172.18.42.99 metric 7 proto static mtu 1400
  ctnet route web add 10.9.0.0/16 via 10.1.1.1 dev eth0 onlink table 77
  ctnet route web add 10.8.0.1 dev eth0 scope global
  ctnet route web add blackhole 10.7.0.0/16
  ctnet route web add unreachable fd09::/48 metric 5
  ctnet route web add fd08::/48 via fe80::1 dev eth0
  ctnet route web replace default via fd00:42::7
  ctnet route web replace default via 172.18.42.7
  ctnet route web replace 10.7.0.0/16 dev eth0
  ctnet route web replace fd08::/48 dev eth0
  ctnet route web del fd09::/48
  ctnet route web del 10.9.0.0/16 table 77
  ctnet route web del default -6
}

@test "predicted: policy rules of every kind, added, replaced and deleted, in their order" {
  container web
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  ctnet rule web add from 172.18.42.99 lookup 77
  ctnet rule web add to 10.9.0.0/16 iif lo oif eth7 lookup 4294967295
  ctnet rule web add fwmark 0 tos 0x10 lookup main priority 100
  ctnet rule web add fwmark 5/0xff ipproto tcp sport 1024-65534 dport 80 lookup 77 priority 100
  ctnet rule web add not from fd00:42::/64 ipproto ipv6-icmp tos 28 lookup local priority 100
  ctnet rule web add from ::ffff:1.2.3.0/120 lookup default
  ctnet rule web add lookup 77 -6
  ctnet rule web replace from 172.18.42.99 lookup 78
  ctnet rule web replace dport 80 lookup 77 priority 101
  ctnet rule web replace dport 80 lookup 78
  ctnet rule web del fwmark 0
  ctnet rule web del lookup 77 -6
  ctnet rule web del priority 32767 --force
}

@test "predicted: ports of an Open vSwitch bridge that is made for them, with tags and without, replaced, detached, cleaned" {
  sh tests/e2e/ovs.sh start
  container web
  ip netns add bare
  ctnet attach bare ovs:sw0 10.7.0.5/24 fd00:7::5/64 --create
  ctnet attach web sw0 --mtu 1400
  ctnet attach web ovs:sw0 10.8.0.5/24 --vlan 10 --if eth1
  ctnet attach bare bridge0 --if eth0 --replace
  ctnet attach bare ovs:sw1 none --if eth1 --create --vlan 20
  ctnet detach web --all
  ip netns delete bare
  for _ in $(seq 100); do ip -o link show type veth | grep -q . || break; sleep 0.02; done
  ctnet clean
  for bridge in sw0 sw1; do ovs-vsctl --timeout=5 del-br $bridge; done
  sh tests/e2e/ovs.sh stop
}

@test "predicted: macvlans in each mode, with host access and without, tunnels, replaced and detached" {
  ip netns add lan
  ip netns add bare
  ip link add name nic address 02:00:00:00:01:01 type veth peer name port netns lan
  ip address add 10.5.0.2/24 dev nic
  ip link set dev nic up
  ip -n lan link set dev port up
  ip route add 10.77.0.0/16 via 10.5.0.1
  container web
  ctnet attach web nic 10.5.0.9/24 fd00:5::9/64 --host-access
  ctnet attach bare nic 10.5.0.10/24
  ctnet attach bare nic 10.5.0.11/24 --replace
  ctnet attach bare vxlan:42@10.5.0.1 10.8.0.9/24 --if vx
  ctnet attach bare vxlan:43@fd00:5::1 10.8.1.9/24 --if vy
  ctnet detach bare --all
  ctnet detach web
  for mode in private vepa passthru; do
    ctnet attach bare macvlan:nic:$mode 10.5.0.12/24
    ctnet detach bare
  done
}

@test "predicted: an interface of the host's into a container and home, in its own place, and home by itself" {
  container web
  ip netns add bare
  ip link add name eth9 address 52:54:00:00:00:09 mtu 1400 type veth peer name port
  ip link set dev port up
  ip link set dev eth9 up alias uplink
  ip address add 10.9.0.1/24 dev eth9
  ip address add fd00:9::1/64 dev eth9 nodad
  ip route add 10.77.0.0/16 via 10.9.0.254 metric 7
  ip route add fd00:77::/48 via fd00:9::254
  ctnet attach web phys:eth9 10.9.0.5/24@10.9.0.254 fd00:9::5/64 --mac 02:00:00:00:00:77 --mtu 1300 --force
  ctnet attach web phys:eth9 10.9.0.6/24 --replace --force
  ctnet detach web
  ip netns exec bare sysctl -q net.ipv6.conf.default.disable_ipv6=1
  ctnet attach bare phys:52:54:00:00:00:09 fd00:9::6/64 --if up --force
  ip -n bare link set dev up netns $$
  ctnet attach web bridge0
  ctnet attach bare phys:eth9 none --mtu 1200 --force
  ctnet detach bare
  ip link delete eth9
}

@test "predicted: labs made, made anew in another form, repaired, taken down" {
  ctnet up star
  ctnet up star --hosts 4 --subnet 10.77.0.0/24
  ctnet up star --hosts 2
  ip netns delete star.h1
  ip -n star.h2 link set dev eth0 down
  ip -n star.h2 address flush dev eth0
  ctnet restart star
  ctnet up ring --routers 4 --hosts 1
  ctnet up ring --routers 3
  ctnet down --all
}
