# shellcheck shell=sh
# an access port of a VLAN: its packets leave by a trunk, tagged
# needs: vlan vlan_filtering
# $ ctnet attach web bridge0 10.5.0.2/24 --gateway none --vlan 5

world() {
  ip netns add web
  make_nic
  ip link add name bridge0 address 02:00:00:00:00:01 type bridge vlan_filtering 1
  ip link set dev nic master bridge0
  bridge vlan add dev nic vid 5
  ip link set dev bridge0 up
}

beyond() { tag_port 10.5.0.1/24; }

check() { pings web 10.5.0.1; }
