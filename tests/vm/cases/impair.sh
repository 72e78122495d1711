# shellcheck shell=sh
# an impaired link: each packet is held back, and few are lost
# needs: netem
# $ ctnet impair web:eth0 --delay 200ms --loss 1%

world() {
  ip netns add web
  ip link add name near address 02:00:00:00:00:01 type veth peer name eth0 address 02:00:00:00:00:02 netns web
  ip address add 10.9.0.1/24 dev near
  ip link set dev near up
  ip -n web address add 10.9.0.2/24 dev eth0
  ip -n web link set dev eth0 up
}

# No packet is faster than the delay, however slow the machine.
check() {
  ip netns exec web ping -c 5 -i 0.2 -W 5 10.9.0.1 | awk -F '[ /]' '/^rtt/ { seen = $7 >= 200 } END { exit !seen }'
  ip netns exec web tc qdisc show dev eth0 | grep -q 'netem.* loss 1%'
}
