# shellcheck shell=sh disable=SC2154
# a network card moves into a container, and comes home: by detach, and after the container died
# needs: nic
# $ ctnet attach web phys:nic 10.8.0.2/24

world() {
  modprobe virtio_net
  ip netns add web
  ip netns add switch
  name_card 52:54:00:00:00:01 nic
  name_card 52:54:00:00:00:02 port
  ip link set dev port netns switch
  ip address add 10.8.0.9/24 dev nic
  ip link set dev nic up
  ip route add 10.99.0.0/16 via 10.8.0.1
}

# name_card MAC NAME
name_card() { ip link set dev "$(ip -o link | sed -n "s/^[0-9]*: \([^:]*\): .* $1 .*/\1/p")" name "$2"; }

beyond() {
  ip -n switch address add 10.8.0.1/24 dev port
  ip -n switch link set dev port up
}

home() {
  sh tests/vm/state.sh | sed '/^## .*\/web$/,/^## /d' >"$script.home"
  sed '/^## .*\/web$/,/^## /d' "$script.before" | diff - "$script.home"
}

check() {
  pings web 10.8.0.1
  ctnet detach web
  home
  ctnet attach web phys:nic 10.8.0.2/24
  pings web 10.8.0.1
  ip netns delete web
  # The kernel gives it to its first network, in its own time.
  until ip -o link | grep -q 52:54:00:00:00:01; do sleep 0.1; done
  ctnet netns unlink ctnet-none
  home
}
