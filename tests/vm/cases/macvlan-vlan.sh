# shellcheck shell=sh
# a macvlan in mode bridge on a VLAN sub-interface that is made for it
# needs: vlan
# $ ctnet attach web macvlan:nic:bridge 10.5.0.2/24 --vlan 5

world() {
  ip netns add web
  make_nic
}

beyond() { tag_port 10.5.0.1/24; }

check() { pings web 10.5.0.1; }
