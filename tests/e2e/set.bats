#!/usr/bin/env bats
# set: a cable pulled and plugged in, an MTU, a MAC address; on real containers.

load helpers

teardown() { clean_host; }

# The kernel sees within a second that there is a carrier again: pings, as often as it takes.
pings_soon() {
  for _ in 1 2 3 4 5; do if pings "$@"; then return; fi; done
  return 1
}

@test "set: a pulled cable carries nothing, and plugged in again the network is as it was, also out of the bridge" {
  ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64
  container web
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64 --route 10.9.0.0/16@172.18.42.1
  pings web 172.18.42.1
  pings web fd00:42::1
  before=$(network_state)
  run -0 --separate-stderr ctnet set web:eth0 down
  [ "$output" = "web eth0 down" ]
  run ! pings web 172.18.42.1
  run -0 ctnet ls web
  [[ $output =~ web\ +eth0\ +172.18.42.99/16,fd00:42::99/64\ .*\ down$ ]]
  run -0 --separate-stderr ctnet set web:eth0 down
  [[ $stderr == *"so already: down"* ]]
  run -0 ctnet set docker:web:eth0 up
  pings_soon web 172.18.42.1
  pings web fd00:42::1
  unchanged "$before"
  run -0 --separate-stderr ctnet set web:eth0 up
  [[ $stderr == *"so already: up"* ]]
  # Docker's own interface has a cable too.
  docker run -d --name theirs base sleep 3600 >/dev/null
  before=$(network_state)
  ctnet set theirs:eth0 down
  run ! pings theirs 172.17.0.1
  ctnet set theirs:eth0 up
  pings_soon theirs 172.17.0.1
  unchanged "$before"
}

@test "set: MTU and MAC are as asked, the host's end stays known; what can't be is refused, and nothing changes" {
  ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64
  container web
  container db
  ip netns add far
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  ctnet attach db bridge0 172.18.42.98/16 --mtu 1400
  ctnet ptp db far
  run -0 ctnet set web:eth0 mtu 1300 mac 02:00:00:00:00:AA
  [ "$output" = "web eth0 mtu 1300 mac 02:00:00:00:00:aa" ]
  docker exec web ip link show eth0 | grep -q 'mtu 1300'
  docker exec web ip link show eth0 | grep -q 02:00:00:00:00:aa
  pings web 172.18.42.98
  # The host's end must let through as long ones.
  ctnet set db:eth0 mtu 1500
  docker exec db ping -c 1 -W 2 -s 1472 172.18.42.1
  run -0 --separate-stderr ctnet set db:eth1 mtu 1600
  [[ $stderr == *"more than 1500 bytes are lost at the other end, netns:far eth0"* ]]
  ctnet set far:eth0 mtu 1600
  run -0 --separate-stderr ctnet set far:eth0 down
  [[ $stderr == *"loses the route to 10.1.1.1"* ]]
  before=$(network_state)
  run -4 ctnet set web:eth0 mtu 1600
  [[ $output == *"above that of bridge0, 1500"* ]]
  run -4 ctnet set web:eth0 mtu 1000
  [[ $output == *"would lose fd00:42::99/64"* ]]
  run -4 ctnet set db:eth0 mac 02:00:00:00:00:aa
  [[ $output == *"taken on bridge0"* ]]
  run -3 ctnet set web:eth7 down
  [[ $output == *"it has lo and eth0"* ]]
  run -4 ctnet set web:lo down
  run -4 ctnet set host:docker0 down
  [[ $output == *--force* ]]
  run -4 ctnet set host:bridge0 mac 02:00:00:00:00:ab
  [[ $output == *"knows bridge0 by its MAC"* ]]
  for words in '' 'down up' 'mtu' 'mtu 12' 'mtu 1400 mtu 1500' 'mac 01:00:5e:00:00:01' 'speed 10'; do
    # shellcheck disable=SC2086
    run -2 ctnet set web:eth0 $words
  done
  for target in web docker:web :eth0 web: 'web:a b'; do run -2 ctnet set "$target" down; done
  unchanged "$before"
  ctnet set host:bridge0 down
  ctnet set host:bridge0 up
  ctnet detach web
  ctnet detach db --all
}
