# shellcheck shell=sh
# the last access port of a bridge of ctnet's goes: it passes all VLANs again
# needs: vlan vlan_filtering
# $ ctnet detach web

world() {
  ip netns add web
  make_nic
  ip link add name bridge0 address 02:00:00:00:00:01 type bridge vlan_filtering 1
  ip link set dev bridge0 alias 'ctnet: bridge'
  ip link set dev nic master bridge0
  bridge vlan add dev nic vid 5
  ip link add name outer address 02:00:00:00:00:03 type veth peer name eth0 netns web address 02:00:00:00:00:04
  ip link set dev outer alias 'ctnet: web eth0' master bridge0 up
  bridge vlan add dev outer vid 5 pvid untagged
  bridge vlan del dev outer vid 1
  ip -n web link set dev eth0 up
  ip link set dev bridge0 up
}

beyond() { tag_port 10.5.0.1/24; }

# The host's own interface in VLAN 5 is reached without being a member of it.
check() {
  [ -z "$(bridge vlan show dev nic | grep -w 5)" ]
  ip link add link bridge0 name bridge0.5 type vlan id 5
  ip address add 10.5.0.2/24 dev bridge0.5
  ip link set dev bridge0.5 up
  ping -c 1 -W 5 10.5.0.1
}
