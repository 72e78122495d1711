#!/usr/bin/env bats
# An address that another host on the wire has. What can't be seen from the host is a namespace behind a switch, which is a
# namespace with a bridge: a veth to it stands for the NIC.

load helpers

setup() {
  for name in web switch far; do ip netns add "$name"; done
  ip link add bridge0 address 02:00:00:00:00:01 type bridge
  ip address add 172.18.42.1/16 dev bridge0
  ip address add fd00:42::1/64 dev bridge0 nodad
  ip link set bridge0 up
  ip link add nic master bridge0 up type veth peer name uplink netns switch
  ip -n switch link add br0 up type bridge
  ip -n switch link set uplink master br0 up
  # The MAC that Docker, and ctnet, give to whoever has the address: also to the one that is refused.
  ip -n switch link add port master br0 up type veth peer name eth0 address 02:42:ac:12:2a:63 netns far
  ip -n far address add 172.18.42.99/16 dev eth0
  ip -n far address add fd00:42::99/64 dev eth0 nodad
  ip -n far link set eth0 up
  # The interfaces' own link-local addresses are being asked for in their first second.
  for name in switch far; do
    while [ -n "$(ip -n $name -6 address show tentative)" ]; do sleep 0.1; done
  done
  while [ -n "$(ip -6 address show tentative)" ]; do sleep 0.1; done
}

teardown() { clean_host; }

@test "an address that another host answers for is refused, exit 4, with its MAC; nothing has changed" {
  before=$(network_state)
  run -4 ctnet attach web bridge0 172.18.42.99/16
  [[ $output == *"172.18.42.99 is in use on bridge0: 02:42:ac:12:2a:63 answered for it; everything was rolled back"* ]]
  [[ $output == *"give another address"* ]]
  run -4 --separate-stderr ctnet attach web bridge0 172.18.42.98/16 fd00:42::99/64 --json
  [[ $stderr == *'"code":"address-answered","message":"fd00:42::99 is in use on bridge0: 02:42:ac:12:2a:63 '* ]]
  # The first free one, as far as can be seen.
  ip -n far address add 172.18.255.254/16 dev eth0
  run -4 ctnet attach web bridge0 --gateway none
  [[ $output == *"172.18.255.254 is in use"*"auto would choose the same again"* ]]
  ip -n far address del 172.18.255.254/16 dev eth0
  unchanged "$before"
}

@test "the printed script asks too, and ends with exit 4" {
  ctnet attach web bridge0 172.18.42.99/16 --dry-run >"$BATS_TEST_TMPDIR/attach.sh"
  before=$(network_state)
  run -4 sh "$BATS_TEST_TMPDIR/attach.sh"
  [[ $output == *"172.18.42.99 is in use on bridge0: 02:42:ac:12:2a:63 answered for it"* ]]
  [[ $output == *"everything was taken back" ]]
  unchanged "$before"
}

@test "a free address is given, on a bridge with STP too; one that was refused, with --force; whoever asks has no address" {
  ip link set bridge0 type bridge stp_state 1
  ip netns exec far timeout 20 tcpdump -lnnc 3 -i eth0 'arp host 172.18.42.98' >"$BATS_TEST_TMPDIR/asked" 2>"$BATS_TEST_TMPDIR/tcpdump" &
  dump=$!
  until grep -q 'listening on' "$BATS_TEST_TMPDIR/tcpdump"; do sleep 0.05; done
  # The container has another address, which it must not ask with.
  ip -n web link add other type veth peer name rehto
  ip -n web address add 10.7.7.7/24 dev other
  ip -n web link set other up
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.98/16 fd00:42::98/64
  [ "$output" = "web eth0 172.18.42.98/16 fd00:42::98/64" ]
  wait "$dump"
  [ "$(grep -c 'Request who-has 172.18.42.98 tell 0.0.0.0' "$BATS_TEST_TMPDIR/asked")" = 3 ]
  run -0 ctnet attach web bridge0 172.18.42.99/16 --if eth1 --gateway none --force
}

@test "where ip can't say 'use', the wire is asked all the same" {
  mkdir "$BATS_TEST_TMPDIR/old"
  ip=$(command -v ip)
  printf '#!/bin/sh\ncase "$*" in *" use") exit 255 ;; esac\nexec %s "$@"\n' "$ip" >"$BATS_TEST_TMPDIR/old/ip"
  chmod +x "$BATS_TEST_TMPDIR/old/ip"
  before=$(network_state)
  PATH="$BATS_TEST_TMPDIR/old:$PATH" run -4 ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  [[ $output == *"172.18.42.99 is in use on bridge0: 02:42:ac:12:2a:63 answered for it"* ]]
  [[ $output == *"fd00:42::99 is in use on bridge0: "* ]]
  unchanged "$before"
}
