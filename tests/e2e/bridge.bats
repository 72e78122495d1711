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

@test "bridge: made on demand, it is the gateway on the container's own subnet" {
  ip netns add web
  ctnet attach web lan1 10.77.0.5/24@10.77.0.9 --create
  ip -o -4 address show lan1 | grep -q 'inet 10.77.0.9/24'
  ip netns exec web ping -c 1 -W 2 10.77.0.9
  ctnet attach web lan2 10.78.0.1/24 fd00:78::1/64 --create
  ip -o address show lan2 | grep -q 'inet 10.78.0.2/24'
  ip -o address show lan2 | grep -q 'inet6 fd00:78::2/64'
}
