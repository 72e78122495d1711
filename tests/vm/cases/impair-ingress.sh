# shellcheck shell=sh
# a link that is impaired on its other end: what it receives comes late
# needs: netem
# $ ctnet impair web --ingress --delay 200ms

world() {
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

check() { [ "$(quickest web 172.17.42.1)" -ge 200 ]; }
