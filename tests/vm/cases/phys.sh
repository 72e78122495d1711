# shellcheck shell=sh
# a network card itself; when its container dies, ctnet's next change gives it back what it had
# needs: nic
# $ ctnet attach web phys:eth0 10.9.0.5/24 --if lan --mac 02:00:00:00:00:77 --mtu 1400 --force

world() {
  modprobe virtio_net
  ip netns add web
  ip netns add switch
  ip link set dev eth1 netns switch
  ip -n switch address add 10.9.0.254/24 dev eth1
  ip -n switch link set dev eth1 up
  ip link set dev eth0 up alias uplink
  ip address add 10.9.0.1/24 dev eth0
  ip address add fd00:9::1/64 dev eth0 nodad
  ip route add 10.77.0.0/16 via 10.9.0.254
}

# shellcheck disable=SC2154 # $script, as case.sh has it
check() {
  pings web 10.9.0.254
  ip netns delete web
  until ip link show dev lan; do sleep 0.2; done 2>/dev/null
  ctnet clean
  ip netns add web
  sh tests/vm/state.sh >"$script.home"
  diff "$script.before" "$script.home"
  ping -c 1 -W 5 10.9.0.254
}
