# shellcheck shell=sh
# a port of a bridge whose packets leave the host tagged, by a trunk
# needs: vlan vlan_filtering
# $ ctnet attach web bridge0 10.5.0.2/24 --gateway none

world() {
  ip netns add web
  make_nic
  ip link add name bridge0 address 02:00:00:00:00:01 type bridge vlan_filtering 1 vlan_default_pvid 5
  ip link set dev nic master bridge0
  bridge vlan add dev nic vid 5
  ip link set dev bridge0 up
}

beyond() { tag_port 10.5.0.1/24; }

check() { pings web 10.5.0.1; }
