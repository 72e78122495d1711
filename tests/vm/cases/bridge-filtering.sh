# shellcheck shell=sh
# a port of a bridge that filters VLANs
# needs: vlan_filtering
# $ ctnet attach web bridge0 172.17.42.99/16

world() {
  ip netns add web
  ip link add name bridge0 address 02:00:00:00:00:01 type bridge vlan_filtering 1
  ip address add 172.17.42.1/16 dev bridge0
  ip link set dev bridge0 up
}

check() { pings web 172.17.42.1; }
