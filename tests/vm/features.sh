#!/bin/sh
# Prints which of the network features given by name this kernel lacks: features.sh NAME…
exec unshare --net sh -c '
has() {
  case $1 in
  vlan) ip link add link near name near.5 type vlan id 5 ;;
  vlan_filtering) ip link add name filtering type bridge vlan_filtering 1 ;;
  ipvlan) ip link add link far name slave type ipvlan ;;
  openvswitch) genl ctrl get name ovs_datapath >/dev/null ;;
  netem) tc qdisc add dev near root netem delay 1ms ;;
  *) ip link add name "$1" type "$1" ;;
  esac
}
ip link add name near type veth peer name far
for feature in "$@"; do has "$feature" 2>/dev/null || echo "$feature"; done' sh "$@"
