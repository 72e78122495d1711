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

# The switch's own interface in VLAN 5, which sees nothing but what is tagged: tag_port ADDRESS
tag_port() {
  ip -n switch link add link port name port.5 type vlan id 5
  ip -n switch address add "$1" dev port.5
  ip -n switch link set dev port.5 up
}
