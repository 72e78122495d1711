# shellcheck shell=sh
# a port of an Open vSwitch bridge in the kernel's datapath, in a VLAN
# needs: openvswitch
# $ ctnet attach web ovs:sw0 10.7.0.5/24 --vlan 10

world() {
  ip netns add web
  ip netns add db
  sh tests/e2e/ovs.sh start
  ovs-vsctl --timeout=60 add-br sw0
  ip link add name outer address 02:00:00:00:00:02 up type veth peer name eth0 netns db address 02:00:00:00:00:03
  ovs-vsctl --timeout=60 add-port sw0 outer tag=10
  ip -n db address add 10.7.0.6/24 dev eth0
  ip -n db link set dev eth0 up
}

check() {
  ip -d link show master ovs-system | grep -q 'alias ctnet: web eth0'
  pings web 10.7.0.6
}
