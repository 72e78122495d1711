# shellcheck shell=sh
# a dummy: it has the address, and swallows what is sent
# needs: dummy
# $ ctnet attach web dummy 10.9.0.2/24

world() {
  ip netns add web
  ip -n web link set dev lo up
}

check() {
  pings web 10.9.0.2
  ! pings web 10.9.0.3 1
  ip -n web -s link show dev eth0 | grep -A 1 TX: | tail -n 1 | grep -vq '^ *0 '
}
