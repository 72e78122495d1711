# shellcheck shell=sh
# an ipvlan in mode l2: in the network of the interface below it, with its MAC
# needs: ipvlan
# $ ctnet attach web ipvlan:nic:l2 10.6.0.2/24

world() {
  ip netns add web
  make_nic
}

beyond() { ip -n switch address add 10.6.0.1/24 dev port; }

check() {
  pings web 10.6.0.1
  ip -n switch neighbour show 10.6.0.2 | grep -q 02:00:00:00:00:02
}
