#!/usr/bin/env bats
# The document's main recipe, "How Docker networks a container", on real containers.

load helpers

setup() {
  ip link add bridge0 address 02:00:00:00:00:01 type bridge
  ip address add 172.18.42.1/16 dev bridge0
  ip link set bridge0 up
}

teardown() { clean_host; }

@test "attach: a --net=none container gets eth0, its address, its gateway, and packets arrive both ways" {
  container web
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.99/16
  [ "$output" = "web eth0 172.18.42.99/16" ]
  pings web 172.18.42.1
  host_pings 172.18.42.99
  docker exec web ip route | grep -q '^default via 172.18.42.1 dev eth0'
}

@test "attach: twice says that it is so, changes nothing and succeeds" {
  container web
  ctnet attach web bridge0 172.18.42.99/16
  before=$(network_state)
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.99/16
  [ "$output" = "web eth0 172.18.42.99/16" ]
  [[ $stderr == *"already attached"* ]]
  unchanged "$before"
}

@test "attach: the printed script does the same without ctnet" {
  container web
  ctnet attach web bridge0 172.18.42.99/16 --dry-run >"$BATS_TEST_TMPDIR/attach.sh"
  run ! docker exec web ip link show eth0
  PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin sh "$BATS_TEST_TMPDIR/attach.sh"
  pings web 172.18.42.1
}

@test "attach: a step that fails is named in ip's own words, and everything is rolled back" {
  container web
  before=$(network_state)
  # The kernel refuses the route: the gateway is on the subnet of an address that another interface has taken back.
  ctnet attach web bridge0 172.18.42.99/16 --dry-run |
    sed 's/^route add default via 172.18.42.1/route add default via 10.255.255.1/' >"$BATS_TEST_TMPDIR/attach.sh"
  run -1 sh "$BATS_TEST_TMPDIR/attach.sh"
  [[ $output == *"Nexthop has invalid gateway"* ]]
  unchanged "$before"
  run ! docker exec web ip link show eth0
}

@test "detach: takes the interface and its other end away" {
  container web
  before=$(network_state)
  ctnet attach web bridge0 172.18.42.99/16
  run -0 ctnet detach web eth0
  [ "$output" = "web eth0" ]
  unchanged "$before"
}

@test "a container that doesn't exist, a stopped one, a bridge that doesn't: each its own error, and nothing changes" {
  container web
  container idle
  docker stop -t 0 idle >/dev/null
  before=$(network_state)
  run -3 ctnet attach nobody bridge0
  [[ $output == *"there is no container nobody"* ]]
  run -3 ctnet attach idle bridge0
  [[ $output == *"docker start idle"* ]]
  run -3 ctnet attach web bridge9
  [[ $output == *"ctnet bridge create bridge9"* ]]
  run -2 ctnet attach web bridge0 172.18.42.99
  [[ $output == *"172.18.42.99/24"* ]]
  unchanged "$before"
}
