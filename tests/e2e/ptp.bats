#!/usr/bin/env bats
# The document's "Building a point-to-point connection", on real containers.

load helpers

teardown() { clean_host; }

@test "ptp: two containers, /32 addresses of the document's and a route to the peer on each side" {
  container c1
  container c2
  before=$(network_state)
  run -0 --separate-stderr ctnet ptp c1 c2
  [ "$output" = $'c1 eth0 10.1.1.1/32\nc2 eth0 10.1.1.2/32' ]
  pings c1 10.1.1.2
  pings c2 10.1.1.1
  docker exec c1 ip route | grep -q '^10.1.1.2 dev eth0'
  run -0 ctnet ls
  [[ $output =~ c1\ +eth0\ +10.1.1.1/32.*docker:c2:eth0 && $output =~ c2\ +eth0\ +10.1.1.2/32.*docker:c1:eth0 ]]
  run -0 --separate-stderr ctnet ptp c1 c2
  [[ $stderr == *"already connected"* ]]
  # Another prefix length, or MTU, is another cable.
  run -0 ctnet ptp c1 c2 --prefix 30 --mtu 1400
  [ "$output" = $'c1 eth1 10.1.1.5/30\nc2 eth1 10.1.1.6/30' ]
  run -0 --separate-stderr ctnet ptp c1 c2 --prefix 30 --mtu 1400
  [[ $stderr == *"already connected"* ]]
  run -2 ctnet ptp c1 c2 --prefix 33
  ctnet detach c2 --all
  unchanged "$before"
}

@test "ptp: the next pair is the next free one, and either end takes both away" {
  container c1
  container c2
  container c3
  before=$(network_state)
  ctnet ptp c1 c2
  run -0 ctnet ptp c2 c3
  [ "$output" = $'c2 eth1 10.1.1.3/32\nc3 eth0 10.1.1.4/32' ]
  pings c3 10.1.1.3
  ctnet detach c1 eth0
  ctnet detach c2 eth1
  unchanged "$before"
}

@test "ptp: from the host to a container, beside its normal networking" {
  docker run -d --name c1 base sleep 3600 >/dev/null
  run -0 ctnet ptp host c1
  [[ $output =~ ^host\ veth[0-9a-z]{7}\ 10.1.1.1/32.*c1\ eth1\ 10.1.1.2/32$ ]]
  host_pings 10.1.1.2
  pings c1 10.1.1.1
  pings c1 172.17.0.1
  run -0 ctnet detach c1
  [ "$output" = "c1 eth1" ]
  docker exec c1 ip link show eth0
}

@test "ptp: IPv6 in containers where it is switched off, given names, a shared prefix, an MTU" {
  container c1
  container c2
  run -0 ctnet ptp c1 c2 fd00:1::1 fd00:1::2 --if-a left --if-b right --mtu 1400
  [ "$output" = $'c1 left fd00:1::1/128\nc2 right fd00:1::2/128' ]
  pings c1 fd00:1::2
  docker exec c2 ip link show right | grep -q 'mtu 1400'
  run -0 ctnet ptp c1 c2 10.9.0.5 10.9.0.6 --prefix 30
  [ "$output" = $'c1 eth0 10.9.0.5/30\nc2 eth0 10.9.0.6/30' ]
  pings c2 10.9.0.5
  run -0 ctnet ptp c2 c1 --prefix 30 --if-a a --if-b b
  [ "$output" = $'c2 a 10.1.1.1/30\nc1 b 10.1.1.2/30' ]
}

@test "ptp: the pool is the configuration's" {
  ip netns add c1
  ip netns add c2
  printf 'ptp: { pool: 10.7.7.0/29 }\n' >"$BATS_TEST_TMPDIR/ctnet.yaml"
  for n in 1 3 5; do
    run -0 ctnet --config "$BATS_TEST_TMPDIR/ctnet.yaml" ptp c1 c2 --if-a "a$n" --if-b "b$n"
    [[ $output == "c1 a$n 10.7.7.$n/32"* ]]
  done
  run -4 ctnet --config "$BATS_TEST_TMPDIR/ctnet.yaml" ptp c1 c2 --if-a a7 --if-b b7
  [[ $output == *"all addresses of the pool 10.7.7.0/29 are taken"* ]]
}

@test "ptp: what can't be is refused, each with its own error, and nothing changes" {
  container c1
  container c2
  docker run -d --name shared --net=container:c1 base sleep 3600 >/dev/null
  ctnet ptp c1 c2
  before=$(network_state)
  run -2 ctnet ptp c1 c1
  run -2 ctnet ptp c1 shared
  [[ $output == *"share one network"* ]]
  run -3 ctnet ptp c1 nobody
  run -2 ctnet ptp c1 c2 10.5.0.1
  [[ $output == *"give both"* ]]
  run -2 ctnet ptp c1 c2 10.5.0.1 fd00::1
  run -2 ctnet ptp c1 c2 10.5.0.1/24 10.6.0.1/24
  [[ $output == *"two subnets"* ]]
  run -2 ctnet ptp c1 c2 10.5.0.0/24 10.5.0.1/24
  run -2 ctnet ptp c1 c2 --prefix 8 --if-a x
  run -2 ctnet ptp c1 c2 10.5.0.1 10.5.0.1
  run -4 ctnet ptp c1 c2 10.1.1.1 10.5.0.1
  [[ $output == *"c1 has 10.1.1.1 already"* ]]
  run -4 ctnet ptp c1 c2 10.5.0.1 10.1.1.2
  run -4 ctnet ptp c1 c2 10.5.0.1 10.5.0.2 --if-b eth0
  [[ $output == *"--if-b NAME"* ]]
  unchanged "$before"
}

@test "pairs whose ends have the same indexes are told apart, also where nothing is marked" {
  container c1
  for name in a b c; do ip netns add "$name"; done
  ip -n a link add eth0 index 9 type veth peer name eth0 index 9 netns b
  ip -n c link add eth0 index 9 type veth peer name eth0 index 9 netns "$(docker inspect -f '{{.State.Pid}}' c1)"
  run -0 ctnet ls
  for pair in a:b b:a c1:c; do [[ $output =~ ${pair%:*}\ +eth0\ .*netns:${pair#*:}:eth0 ]]; done
  [[ $output =~ c\ +eth0\ .*docker:c1:eth0 ]]
  [ "$(ls /var/run/netns)" = $'a\nb\nc' ]
}
