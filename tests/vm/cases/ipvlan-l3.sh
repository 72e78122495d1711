# shellcheck shell=sh
# an ipvlan in mode l3: a network of its own behind the host, which routes
# needs: ipvlan
# $ ctnet attach web ipvlan:nic:l3 10.7.0.2/24 --route 10.6.0.0/24

world() {
  ip netns add web
  make_nic
  ip address add 10.6.0.2/24 dev nic
}

beyond() { route_back; }

check() { pings web 10.6.0.1; }
