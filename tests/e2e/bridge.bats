#!/usr/bin/env bats
# The document's "Building your own bridge", beside a Docker engine that drops what is forwarded.

load helpers

teardown() { clean_host; }

@test "bridge: made, shown and deleted, and nothing is left" {
  before=$(network_state)
  run -0 ctnet bridge create bridge0 192.168.5.1/24
  [ "$output" = "bridge0 192.168.5.1/24" ]
  run -0 ctnet bridge show bridge0
  [[ $output == *192.168.5.1/24* ]]
  run -0 ctnet bridge delete bridge0
  unchanged "$before"
}

@test "bridge: containers on it reach each other and the host, also when Docker has been restarted" {
  ctnet bridge create bridge0 192.168.5.1/24
  container c1
  container c2
  ctnet attach c1 bridge0 192.168.5.11/24
  ctnet attach c2 bridge0 192.168.5.12/24
  iptables -S FORWARD | grep -q -- '-P FORWARD DROP'
  pings c1 192.168.5.12
  pings c2 192.168.5.1
  docker rm -f c1 c2 >/dev/null
  sh tests/e2e/engine.sh restart
  container c3
  container c4
  ctnet attach c3 bridge0 192.168.5.13/24
  ctnet attach c4 bridge0 192.168.5.14/24
  pings c3 192.168.5.14
}

@test "bridge: auto takes a private subnet that the host does not use" {
  run -0 ctnet bridge create lan1
  first=$output
  run -0 ctnet bridge create lan2
  [ "${output#lan2 }" != "${first#lan1 }" ]
  [[ ${output#lan2 } != 172.17.* ]]
}

@test "bridge: one with ports is not deleted" {
  ctnet bridge create bridge0 192.168.5.1/24
  container web
  ctnet attach web bridge0
  run -4 ctnet bridge delete bridge0
  [[ $output == *"docker"* || $output == *"web eth0"* ]]
  ctnet detach web
  ctnet bridge delete bridge0
}

# A PATH on which iptables is the legacy one, and nothing else differs.
legacy_path() {
  mkdir -p "$BATS_TEST_TMPDIR/legacy"
  for name in iptables iptables-restore iptables-save ip6tables ip6tables-restore ip6tables-save; do
    ln -sf "$(command -v xtables-legacy-multi)" "$BATS_TEST_TMPDIR/legacy/$name"
  done
  echo "$BATS_TEST_TMPDIR/legacy:$PATH"
}

@test "bridge: IPv6 between containers, where the host drops what is forwarded of it too" {
  ip6tables -P FORWARD DROP
  [ "$(cat /proc/sys/net/bridge/bridge-nf-call-ip6tables)" = 1 ]
  ctnet bridge create bridge0 fd00:5::1/64
  container c1
  container c2
  ctnet attach c1 bridge0 fd00:5::11/64
  ctnet attach c2 bridge0 fd00:5::12/64
  pings c1 fd00:5::12
  pings c2 fd00:5::1
  # It is our rule that lets them through.
  ip6tables -F CTNET-FORWARD
  run ! pings c1 fd00:5::12
  run -0 --separate-stderr ctnet bridge create bridge0 fd00:5::1/64
  [[ $stderr == *"put back"* ]]
  pings c1 fd00:5::12
  docker rm -f c1 c2 >/dev/null
  ctnet bridge delete bridge0
  run ! grep CTNET <(ip6tables -S)
  ip6tables -P FORWARD ACCEPT
}

@test "bridge: containers reach each other where Docker's rules are iptables-legacy's, and deletion leaves nothing" {
  # A host of its own: legacy tables, once read, stay as long as the network namespace.
  PATH=$(legacy_path) run -0 sh tests/host/run.sh --engine sh -ec '
    iptables -S FORWARD | grep -e "-P FORWARD DROP"
    ctnet bridge create bridge0 192.168.5.1/24 fd00:5::1/64
    for name in c1 c2; do
      docker run -d --name $name --net=none base sleep 3600
      ctnet attach $name bridge0
    done
    docker exec c1 ping -c 1 -W 2 192.168.5.3
    docker exec c1 ping -c 1 -W 2 fd00:5::3
    # It is our rule that lets them through; an empty chain goes with the bridge, too.
    iptables -F CTNET-FORWARD
    if docker exec c1 ping -c 1 -W 2 192.168.5.3; then exit 1; fi
    docker rm -f c1 c2
    ctnet bridge delete bridge0
    if { iptables -S; ip6tables -S; } | grep CTNET; then exit 1; fi'
}

@test "bridge: without iptables there is nothing to let through, and nothing fails" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  for program in node sh ip nsenter flock grep; do ln -s "$(command -v $program)" "$BATS_TEST_TMPDIR/bin/$program"; done
  ip netns add web
  without() { PATH="$BATS_TEST_TMPDIR/bin" node "$CTNET" "$@"; }
  without bridge create bridge0 192.168.5.1/24
  run ! grep CTNET <(iptables -S)
  without attach web bridge0
  ip netns exec web ping -c 1 -W 2 192.168.5.1 >/dev/null
  without detach web
  without bridge delete bridge0
  run ! ip link show bridge0
}

@test "bridge: asked for again it is left alone; asked for otherwise, or where something else is, that is a conflict" {
  ctnet bridge create bridge0 192.168.5.1/24 --mtu 1400
  ip link add other type veth peer name other-end
  before=$(network_state)
  run -0 --separate-stderr ctnet bridge create bridge0
  [ "$output" = "bridge0 192.168.5.1/24" ]
  [[ $stderr == *"already there"* ]]
  run -4 ctnet bridge create bridge0 192.168.6.1/24
  [[ $output == *"doesn't have 192.168.6.1/24"* ]]
  run -4 ctnet bridge create bridge0 --mtu 1500
  run -4 ctnet bridge create bridge0 --stp
  run -4 ctnet bridge create lan 192.168.5.1/24
  [[ $output == *"bridge0 is there already"* ]]
  run -4 ctnet bridge create lan 192.168.5.1/24 --force
  [[ $output == *"on bridge0"* ]]
  run -4 ctnet bridge create other
  run -4 ctnet bridge delete lo
  run -4 ctnet bridge delete docker0
  [[ $output == *--force* ]]
  run -0 --separate-stderr ctnet bridge delete nobody
  [ -z "$output" ]
  run -0 --separate-stderr ctnet bridge delete nobody --json
  [ "$output" = '{"version":1,"bridge":null}' ]
  run -3 ctnet bridge show nobody
  for name in 'a b' "a'b" '$(id)' a/b -- ''; do run -2 ctnet bridge create "$name"; done
  run -2 ctnet bridge create lan 192.168.7.1
  run -2 ctnet bridge create lan fd00::1/64 --mtu 1200
  run -2 ctnet bridge create lan auto 192.168.7.1/24
  unchanged "$before"
  ip link delete other
}

@test "bridge: made on demand, it is the gateway on the container's own subnet" {
  ip netns add web
  ctnet attach web lan1 10.77.0.5/24@10.77.0.9 --create
  ip -o -4 address show lan1 | grep -q 'inet 10.77.0.9/24'
  ip netns exec web ping -c 1 -W 2 10.77.0.9
  ctnet attach web lan2 10.78.0.1/24 fd00:78::1/64 --create
  ip -o address show lan2 | grep -q 'inet 10.78.0.2/24'
  ip -o address show lan2 | grep -q 'inet6 fd00:78::2/64'
}

@test "bridge: a subnet that the host is on already is refused, unless forced" {
  before=$(network_state)
  run -4 ctnet bridge create bridge0 172.17.42.1/16
  [[ $output == *"docker0 is there already, as 172.17.0.1/16"* && $output == *--force* ]]
  ip netns add web
  run -4 ctnet attach web lan 172.17.42.99/16 --create
  [[ $output == *"docker0 is there already"* ]]
  ip netns delete web
  unchanged "$before"
  run -0 ctnet bridge create bridge0 172.17.42.1/16 --force
}
