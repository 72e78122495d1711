#!/usr/bin/env bats
# The document's "Communication between containers": who may talk to whom, with real packets, beside a Docker engine.

load helpers

setup() { ctnet bridge create bridge0 192.168.5.1/24 fd00:5::1/64; }
teardown() { clean_host; }

two_containers() {
  for name in c1 c2; do
    container $name
    ctnet attach $name bridge0
  done
}

@test "icc: off, containers reach the host but not each other; on, all is as it was" {
  two_containers
  before=$(network_state)
  pings c1 192.168.5.3
  run -0 ctnet icc bridge0 off
  [ "$output" = "bridge0 icc off" ]
  run ! pings c1 192.168.5.3
  run ! pings c1 fd00:5::3
  pings c1 192.168.5.1
  pings c1 fd00:5::1
  run -0 ctnet icc bridge0
  [ "$output" = "bridge0 icc off" ]
  run -0 --separate-stderr ctnet icc bridge0 off
  [[ $stderr == *already* ]]
  # One that comes later is kept apart as well.
  container c3
  ctnet attach c3 bridge0
  run ! pings c3 192.168.5.3
  ctnet detach c3
  docker rm -f c3 >/dev/null
  ctnet icc bridge0 on
  pings c1 192.168.5.3
  unchanged "$before"
}

@test "icc: what somebody flushed is put back at the next change, and a bridge that is gone takes its rules along" {
  two_containers
  ctnet icc bridge0 off
  iptables -F CTNET-FORWARD
  run -0 --separate-stderr ctnet bridge create other
  [[ $stderr == *"put back"* ]]
  run ! pings c1 192.168.5.3
  ctnet bridge delete other
  docker rm -f c1 c2 >/dev/null
  ip link delete bridge0
  run -0 --separate-stderr ctnet clean
  run ! grep CTNET <(iptables-save)
  [ ! -e /run/ctnet/policy ]
}

@test "icc: of Docker's own bridge, and still so when Docker has been restarted" {
  before=$(network_state)
  docker run -d --name c1 base sleep 3600 >/dev/null
  docker run -d --name c2 base sleep 3600 >/dev/null
  peer=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' c2)
  pings c1 "$peer"
  ctnet icc docker0 off
  run ! pings c1 "$peer"
  docker rm -f c1 c2 >/dev/null
  sh tests/e2e/engine.sh restart
  docker run -d --name c1 base sleep 3600 >/dev/null
  docker run -d --name c2 base sleep 3600 >/dev/null
  run ! pings c1 "$(docker inspect -f '{{.NetworkSettings.IPAddress}}' c2)"
  ctnet icc docker0 on
  pings c1 "$(docker inspect -f '{{.NetworkSettings.IPAddress}}' c2)"
  run ! grep icc <(iptables-save)
}

@test "icc: off by Docker is off, and not for ctnet to switch on" {
  # As Docker has it where it was told icc=false.
  iptables -I FORWARD -i docker0 -o docker0 -j DROP
  run -0 ctnet icc docker0
  [ "$output" = "docker0 icc off" ]
  run -4 ctnet icc docker0 on
  [[ $output == *"ctnet docker0 --icc"* ]]
  iptables -D FORWARD -i docker0 -o docker0 -j DROP
}

@test "icc: where the firewall sees no bridged frames it is told to see this bridge's, and where it can't, ports are isolated" {
  two_containers
  echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables
  echo 0 >/proc/sys/net/bridge/bridge-nf-call-ip6tables
  before=$(network_state)
  pings c1 192.168.5.3
  ctnet icc bridge0 off
  run ! pings c1 192.168.5.3
  run ! pings c1 fd00:5::3
  pings c1 192.168.5.1
  ctnet icc bridge0 on
  unchanged "$before"
  echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
  echo 1 >/proc/sys/net/bridge/bridge-nf-call-ip6tables
  # As a host has it on which the module isn't loaded.
  before=$(network_state)
  absent() { unshare --mount sh -c 'mount -t tmpfs none /proc/sys/net/bridge && "$@"' sh "$@"; }
  absent ctnet icc bridge0 off
  run -0 bridge -d link show
  [[ $output == *"isolated on"* ]]
  run ! pings c1 192.168.5.3
  absent ctnet icc bridge0 on
  unchanged "$before"
}

# A namespace that stands for the outside: 203.0.113.9, which knows no way to the container's subnet.
outside() {
  ip netns add out
  ip link add o0 type veth peer name eth0 netns out
  ip address add 203.0.113.1/24 dev o0
  ip link set o0 up
  ip -n out address add 203.0.113.9/24 dev eth0
  ip -n out link set eth0 up
  echo 1 >/proc/sys/net/ipv4/ip_forward
}

@test "masquerade: what leaves comes from the host's own address, and 127.0.0.1 is let alone" {
  outside
  two_containers
  run ! pings c1 203.0.113.9
  before=$(network_state)
  ctnet masquerade bridge0 on
  pings c1 203.0.113.9
  host_pings 127.0.0.1
  run -0 ctnet masquerade
  [ "$output" = "bridge0 masquerade on" ]
  # What the outside sees is the host.
  ip netns exec out busybox nc -l -p 8000 >"$BATS_TEST_TMPDIR/got" 2>/dev/null &
  ip netns exec out sh -c 'until ss -lnt | grep -q :8000; do :; done'
  docker exec c1 sh -c 'echo hello | nc -w 1 203.0.113.9 8000' &
  wait
  grep hello "$BATS_TEST_TMPDIR/got"
  ctnet masquerade bridge0 off
  run ! pings c1 203.0.113.9
  unchanged "$before"
  run -0 --separate-stderr ctnet masquerade docker0 on
  [[ $stderr == *"another's"* ]]
  unchanged "$before"
}

@test "policies: where there is no iptables, nftables does it, in a table of ctnet's own" {
  mkdir "$BATS_TEST_TMPDIR/bin"
  for program in node sh ip nsenter flock grep cat rm mkdir rmdir dirname test nft; do
    ln -s "$(command -v $program)" "$BATS_TEST_TMPDIR/bin/$program"
  done
  without() { PATH="$BATS_TEST_TMPDIR/bin" node "$CTNET" "$@"; }
  ctnet bridge delete bridge0
  # No Docker would be there that drops what is forwarded.
  iptables -P FORWARD ACCEPT
  before=$(network_state)
  without bridge create lan 192.168.6.1/24 fd00:6::1/64
  for name in n1 n2; do
    ip netns add $name
    without attach $name lan
  done
  ip netns exec n1 ping -c 1 -W 2 192.168.6.3 >/dev/null
  without icc lan off
  without masquerade lan on
  run ! ip netns exec n1 ping -c 1 -W 2 192.168.6.3
  run ! ip netns exec n1 ping -c 1 -W 2 fd00:6::3
  ip netns exec n1 ping -c 1 -W 2 192.168.6.1 >/dev/null
  run -0 without masquerade lan on
  [[ $output == *already* ]]
  ip netns exec n2 busybox nc -ll -p 80 -e echo hello 3>&- &
  ip netns exec n2 sh -c 'until ss -lnt | grep -q :80; do :; done'
  asks() { busybox nc -w 2 "$@" </dev/null 2>/dev/null; }
  n1_asks() { ip netns exec n1 busybox nc -w 2 "$@" </dev/null 2>/dev/null; }
  without publish n2 127.0.0.1:8080:80 192.168.6.1:8081:80 '[fd00:6::1]:8082:80'
  [ "$(asks 127.0.0.1 8080)" = hello ]
  [ "$(n1_asks 192.168.6.1 8081)" = hello ]
  [ "$(n1_asks fd00:6::1 8082)" = hello ]
  run -0 without publish n2 127.0.0.1:8080:80
  [[ $output == *already* ]]
  run ! n1_asks 192.168.6.3 80
  without link n1 n2 --port 80
  [ "$(n1_asks 192.168.6.3 80)" = hello ]
  [ "$(n1_asks fd00:6::3 80)" = hello ]
  run -0 without clean
  [[ $output == *"nothing has lost"* ]]
  without unlink n1 n2
  without unpublish n2
  kill %1
  nft flush chain inet ctnet CTNET-FORWARD
  ip netns exec n1 ping -c 1 -W 2 192.168.6.3 >/dev/null
  run -0 without clean
  [[ $output == *"put back"* ]]
  run ! ip netns exec n1 ping -c 1 -W 2 192.168.6.3
  without icc lan on
  without masquerade lan off
  run ! nft list table inet ctnet
  for name in n1 n2; do ip netns delete $name; done
  without bridge delete lan
  unchanged "$before"
  iptables -P FORWARD DROP
}

@test "policies: where Docker's rules are iptables-legacy's" {
  mkdir -p "$BATS_TEST_TMPDIR/legacy"
  for name in iptables iptables-restore iptables-save ip6tables ip6tables-restore ip6tables-save; do
    ln -sf "$(command -v xtables-legacy-multi)" "$BATS_TEST_TMPDIR/legacy/$name"
  done
  # A host of its own: legacy tables, once read, stay as long as the network namespace.
  PATH=$BATS_TEST_TMPDIR/legacy:$PATH run -0 sh tests/host/run.sh --engine sh -ec '
    lines() { { iptables-save; ip6tables-save; } | grep -e "^-" -e CTNET | sort; }
    ctnet bridge create bridge0 192.168.5.1/24 fd00:5::1/64
    docker run -d --name db --net=none --expose 80 base nc -ll -p 80 -e echo hello
    docker run -d --name web --net=none base sleep 3600
    for name in db web; do ctnet attach $name bridge0; done
    asks() { docker exec web nc -w 2 "$@" </dev/null; }
    lines >/run/before
    ctnet icc bridge0 off
    if asks 192.168.5.2 80; then exit 1; fi
    if asks fd00:5::2 80; then exit 1; fi
    ctnet link web db:data
    [ "$(asks data 80)" = hello ]
    [ "$(asks fd00:5::2 80)" = hello ]
    ctnet publish db 8080:80
    [ "$(busybox nc -w 2 127.0.0.1 8080)" = hello ]
    [ "$(asks 192.168.5.1 8080)" = hello ]
    ctnet publish db 8080:80 2>&1 | grep already
    ctnet masquerade bridge0 on
    ctnet clean 2>&1 | grep "nothing has lost"
    ctnet masquerade bridge0 off
    ctnet unpublish db
    ctnet unlink web db
    ctnet icc bridge0 on
    lines | diff /run/before -'
}

@test "policies: bad input is refused, and nothing changes" {
  before=$(network_state)
  run -3 ctnet icc nobridge off
  run -2 ctnet icc bridge0 maybe
  run -4 ctnet icc lo off
  run -2 ctnet masquerade 10.1.1.1/24 on
  run -3 ctnet masquerade nobridge on
  ctnet bridge create bare none
  run -4 ctnet masquerade bare on
  run -2 ctnet masquerade 0.0.0.0/0 on
  ctnet bridge delete bare
  unchanged "$before"
  ctnet icc bridge0 off
  run -5 as_user ctnet icc bridge0
  run -5 as_user ctnet masquerade
  # What was asked for can't be read any more.
  kept=(/run/ctnet/policy/*)
  echo '[{"kind":"icc"' >"${kept[0]}"
  for command in policy 'bridge create other' 'icc bridge0 on' clean; do
    # shellcheck disable=SC2086
    run -4 ctnet $command
    [[ $output == *damaged* && $output == *"rm ${kept[0]} && ctnet clean"* ]]
  done
  rm -r /run/ctnet/policy
  ctnet clean
  unchanged "$before"
}
