# shellcheck shell=sh
# Words of the cases and of what runs them. Sourced.

# The head of a case: its title, the features that it needs, and its command line.
title_of() { sed -n '2s/^# //p' "$1"; }
needs_of() { sed -n 's/^# needs: //p' "$@"; }
line_of() { sed -n 's/^# \$ //p' "$1"; }

# Prints the script of the case's command line. Its words are quoted as for a shell.
print_script() { eval "$(line_of "$1") --dry-run"; }

# pings FROM ADDRESS [SECONDS]
pings() { ip netns exec "$1" ping -c 1 -W "${3:-5}" "$2" >/dev/null; }

# A network card of the host's, `nic`, with a switch behind it: a namespace, and in it the cable's other end, `port`.
make_nic() {
  ip netns add switch
  ip link add name nic address 02:00:00:00:00:02 type veth peer name port netns switch
  ip link set dev nic up
  ip -n switch link set dev port up
}

# What is behind the switch is 10.6.0.1, and knows the way to 10.7.0.0/24 behind the host, which is 10.6.0.2.
route_back() {
  ip -n switch address add 10.6.0.1/24 dev port
  ip -n switch route add 10.7.0.0/24 via 10.6.0.2
}

# A namespace `web`, attached to a bridge by hand.
make_attached() {
  ip netns add web
  ip link add name bridge0 address 02:00:00:00:00:01 type bridge
  ip address add 172.17.42.1/16 dev bridge0
  ip link set dev bridge0 up
  ip link add name outer address 02:00:00:00:00:02 type veth peer name eth0 netns web address 02:00:00:00:00:03
  ip link set dev outer master bridge0 up
  ip -n web address add 172.17.42.99/16 dev eth0
  ip -n web link set dev eth0 up
}

# The quickest of three, in whole milliseconds: quickest FROM ADDRESS
quickest() { ip netns exec "$1" ping -q -c 3 -i 0.2 -W 5 "$2" | sed -n "s|^rtt [^=]*= \([0-9]*\).*|\1|p"; }

# The switch's own interface in VLAN 5, which sees nothing but what is tagged: tag_port ADDRESS
tag_port() {
  ip -n switch link add link port name port.5 type vlan id 5
  ip -n switch address add "$1" dev port.5
  ip -n switch link set dev port.5 up
}
