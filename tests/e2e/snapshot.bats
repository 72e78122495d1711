#!/usr/bin/env bats
# What "nothing has changed" rests on: the comparison of a whole host sees each kind of change.

load helpers

setup() {
  ip link add snap0 type bridge
  ip link add snap1 type veth peer name snap2
  ip link set snap1 master snap0 up
  ip link set snap2 up
  ip address add 192.0.2.1/24 dev snap2
  ip netns add snap
}

teardown() { clean_host; }

# seen CHANGE BACK: the change shows, and once it is taken back nothing does.
seen() {
  eval "$1"
  if [ "$(network_state)" = "$before" ]; then
    echo "not seen: $1"
    return 1
  fi
  eval "$2"
  unchanged "$before"
}

@test "the comparison of a host sees each kind of change, and that it has been taken back" {
  before=$(network_state)
  unchanged "$before"
  seen 'ip link add snap3 type bridge' 'ip link delete snap3'
  seen 'ip link set snap2 mtu 1400' 'ip link set snap2 mtu 1500'
  seen 'ip address add 192.0.2.9/32 dev snap2' 'ip address delete 192.0.2.9/32 dev snap2'
  seen 'ip route add 198.51.100.0/24 dev snap2 table 77' 'ip route delete 198.51.100.0/24 dev snap2 table 77'
  seen 'ip rule add from 198.51.100.1 lookup 77' 'ip rule delete from 198.51.100.1 lookup 77'
  seen 'ip -6 rule add from fd00:77::1 lookup 77' 'ip -6 rule delete from fd00:77::1 lookup 77'
  seen 'ip neighbour add 192.0.2.7 lladdr 02:00:00:00:00:07 dev snap2 nud permanent' 'ip neighbour delete 192.0.2.7 dev snap2'
  seen 'ip neighbour add proxy 192.0.2.8 dev snap2' 'ip neighbour delete proxy 192.0.2.8 dev snap2'
  seen 'tc qdisc add dev snap2 root pfifo limit 5' 'tc qdisc delete dev snap2 root'
  seen 'bridge link set dev snap1 hairpin on' 'bridge link set dev snap1 hairpin off'
  seen 'bridge fdb add 02:00:00:00:00:07 dev snap1 master static' 'bridge fdb delete 02:00:00:00:00:07 dev snap1 master'
  seen 'nft add table inet snap; nft add chain inet snap c; nft add rule inet snap c accept' 'nft delete table inet snap'
  seen 'sysctl -qw net.ipv4.conf.snap2.rp_filter=2' 'sysctl -qw net.ipv4.conf.snap2.rp_filter=0'
  seen 'ip netns add snap9' 'ip netns delete snap9'
  seen 'ip -n snap link add snap3 type bridge' 'ip -n snap link delete snap3'
  seen 'mkdir -p /run/ctnet && echo >/run/ctnet/snap' 'rm /run/ctnet/snap'
  seen 'sleep 77 3>&- & sleeper=$!' 'kill $sleeper; wait $sleeper || :'
}
