# shellcheck shell=sh
# a port of a bridge whose packets leave the host tagged, by a trunk
# needs: vlan vlan_filtering
# $ ctnet attach web bridge0 10.5.0.2/24 --gateway none

world() {
  ip netns add web
  ip netns add switch
  ip link add name bridge0 address 02:00:00:00:00:01 type bridge vlan_filtering 1 vlan_default_pvid 5
  ip link add name nic address 02:00:00:00:00:02 type veth peer name port netns switch
  ip link set dev nic master bridge0 up
  bridge vlan add dev nic vid 5
  ip link set dev bridge0 up
  ip -n switch link set dev port up
  ip -n switch link add link port name port.5 type vlan id 5
  ip -n switch address add 10.5.0.1/24 dev port.5
  ip -n switch link set dev port.5 up
}

check() {
  pings web 10.5.0.1
}
