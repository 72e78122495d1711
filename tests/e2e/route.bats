#!/usr/bin/env bats
# route: ways through a router, in both families; on real containers.

load helpers

teardown() { clean_host; }

@test "route: a network behind a router is reached only by its route; asked again, replaced, deleted" {
  container web
  ip netns add router
  ip netns add far
  ip netns exec router sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
  ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64 --gateway none
  ctnet attach router bridge0 172.18.42.7/16 fd00:42::7/64 --gateway none
  ctnet ptp router far 10.9.0.1/24 10.9.0.2/24
  ctnet ptp router far fd00:9::1/64 fd00:9::2/64
  before=$(network_state)
  ctnet route far add default via 10.9.0.1
  ctnet route far add default via fd00:9::1
  run ! pings web 10.9.0.2
  run -0 ctnet route web add 10.9.0.0/24 via 172.18.42.7
  [ "$output" = "web 10.9.0.0/24 via 172.18.42.7 dev eth0" ]
  ctnet route web add fd00:9::/64 via fd00:42::7 proto static mtu 1400
  pings web 10.9.0.2
  pings web fd00:9::2
  run -0 ctnet route web ls
  [ "$output" = "web 10.9.0.0/24 via 172.18.42.7 dev eth0
web 172.18.0.0/16 dev eth0 proto kernel src 172.18.42.99
web fd00:9::/64 via fd00:42::7 dev eth0 proto static mtu 1400
web fd00:42::/64 dev eth0 proto kernel metric 256
web fe80::/64 dev eth0 proto kernel metric 256" ]
  run -0 --separate-stderr ctnet route web add 10.9.0.0/24 via 172.18.42.7
  [[ $stderr == *"has that route already"* ]]
  run -4 ctnet route web add 10.9.0.0/24 via 172.18.42.8
  [[ $output == *"via 172.18.42.7 dev eth0; asked for was"*"via 172.18.42.8"*"route web replace 10.9.0.0/24 via 172.18.42.8 dev eth0"* ]]
  ctnet route web replace 10.9.0.0/24 via 172.18.42.8
  run ! pings web 10.9.0.2
  ctnet route web replace blackhole 10.9.0.0/24
  ctnet route web replace 10.9.0.0/24 via 172.18.42.7
  pings web 10.9.0.2
  ctnet route web del 10.9.0.0/24
  ctnet route web del fd00:9::/64 via fd00:42::7
  run -0 --separate-stderr ctnet route web del 10.9.0.0/24
  [[ $stderr == *"nothing to do"* ]]
  ctnet route far del default
  ctnet route far del default -6
  unchanged "$before"
}

@test "route: what can't be is refused, each with its own error, and nothing changes" {
  ip netns add web
  ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  ctnet route web add 10.7.0.0/16 dev eth0 metric 5
  ctnet route web add 10.7.0.0/16 dev eth0 metric 6
  ip route add default via 172.18.42.99
  before=$(network_state)
  run -2 ctnet route web add 10.9.0.0/16 via 10.1.1.1
  [[ $output == *"can't be reached from web, which reaches "*172.18.0.0/16* ]]
  run -2 ctnet route web add 10.9.0.0/16 via fe80::1
  run -2 ctnet route web add fd09::/64 via fe80::1
  [[ $output == *"say which: dev IF"* ]]
  run -2 ctnet route web add 10.9.0.0/16 via 10.1.1.1 dev eth0
  [[ $output == *onlink* ]]
  run -3 ctnet route web add 10.9.0.0/16 dev eth7
  run -4 ctnet route web add 10.9.0.0/16 dev lo
  [[ $output == *"ctnet exec web ip link set lo up"* ]]
  run -2 ctnet route web del 10.7.0.0/16
  [[ $output == *"metric 5"*"metric 6"* ]]
  run -4 ctnet route host del default
  [[ $output == *--force* ]]
  for words in '' '10.9.0.0/16' 'via 172.18.42.1' '10.9.0.1/16 dev eth0' '10.9.0.0/16 dev' \
    '10.9.0.0/16 dev eth0 dev eth0' '10.9.0.0/16 dev eth0 mut 1400' '10.9.0.0/16 dev eth0 table local' \
    '10.9.0.0/16 dev eth0 table x' '10.9.0.0/16 dev eth0 proto kernel' '10.9.0.0/16 dev eth0 src 10.1.1.1' \
    'blackhole 10.9.0.0/16 dev eth0' 'blackhole prohibit 10.9.0.0/16' 'fd09::/64 dev eth0 -4'; do
    # shellcheck disable=SC2086
    run -2 ctnet route web add $words
  done
  run -2 ctnet route web flush
  unchanged "$before"
  ctnet route host del default --force
}
