#!/usr/bin/env bats
# attach: addresses of both families, the gateway rule, and every option.

load helpers

setup() {
  ip link add bridge0 address 02:00:00:00:00:01 mtu 1450 type bridge
  ip address add 172.18.42.1/16 dev bridge0
  ip address add fd00:42::1/64 dev bridge0 nodad
  ip link set bridge0 mtu 1400 up
}
teardown() { clean_host; }

# The container's routes of a family, those that begin so: routes CONTAINER -4|-6 [BEGINNING]
routes() { docker exec "$1" ip "$2" route | grep "^${3-}" || :; }

@test "attach: IPv6 in a container where Docker switched it off, with packets both ways, beside IPv4" {
  container web
  container db
  [ "$(docker exec web cat /proc/sys/net/ipv6/conf/default/disable_ipv6)" = 1 ]
  ctnet bridge create lan 10.9.0.1/24 fd00:9::1/64
  run -0 --separate-stderr ctnet attach web lan 10.9.0.5/24 fd00:9::5/64
  [ "$output" = "web eth0 10.9.0.5/24 fd00:9::5/64" ]
  ctnet attach db lan fd00:9::6/64
  pings web fd00:9::1
  host_pings fd00:9::5
  pings web fd00:9::6
  pings db fd00:9::5
  pings web 10.9.0.1
  routes web -6 | grep -q '^default via fd00:9::1 dev eth0'
  routes web -4 | grep -q '^default via 10.9.0.1 dev eth0'
  [ "$(docker exec web cat /proc/sys/net/ipv6/conf/default/disable_ipv6)" = 1 ]
}

@test "attach: auto takes one free address of each family of the bridge; two autos differ; what is taken is passed by" {
  container web
  container db
  ctnet attach web bridge0 172.18.0.1/16
  run -0 --separate-stderr ctnet attach db bridge0 auto --json
  [[ $output == *'"fd00:42::'* && $output == *'"172.18.'* ]]
  [[ $output != *'"172.18.0.1/16"'* ]]
  ip netns add bare
  run -0 ctnet attach bare bridge0 auto auto
  [ "$(tr ' ' '\n' <<<"$output" | sort | uniq -d)" = '' ]
  [ "$(wc -w <<<"$output")" = 6 ]
}

@test "attach: auto beside Docker's own allocations on docker0" {
  docker run -d --name theirs base sleep 3600 >/dev/null
  container web
  container db
  run -0 ctnet attach web docker0
  first=${output##* }
  run -0 ctnet attach db docker0
  [ "${output##* }" != "$first" ]
  theirs=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' theirs)
  [ "$theirs" != "${first%/*}" ]
  pings web "$theirs"
  pings theirs "${first%/*}"
  run -4 ctnet attach db docker0 "$theirs/16" --if eth1
  [[ $output == *"can't have $theirs: it is taken, by docker:theirs"* ]]
  # Docker's allocator goes on, and meets nobody.
  docker run -d --name theirs2 base sleep 3600 >/dev/null
  next=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' theirs2)
  [ "$next" != "${first%/*}" ]
}

@test "attach: none gives an interface that is up, without address or default route; a bridge without subnet says so" {
  container web
  run -0 ctnet attach web bridge0 none
  [ "$output" = "web eth0" ]
  docker exec web ip link show eth0 | grep -q ',UP'
  [ -z "$(routes web -4)" ]
  ctnet bridge create empty none
  run -2 ctnet attach web empty --if eth1
  [[ $output == *"empty has no subnet"*IP/PREFIX* ]]
}

@test "attach: the gateway is the bridge's own address only where there is no default route; given, none, or in a subnet" {
  container web
  ctnet attach web bridge0 172.18.42.99/16 --gateway none
  [ -z "$(routes web -4 default)" ]
  ctnet attach web bridge0 fd00:42::99/64 --if eth1
  [ -z "$(routes web -4 default)" ]
  routes web -6 default | grep -q 'via fd00:42::1 dev eth1'
  # IPv6 has one now, IPv4 doesn't: the rule is each family's own.
  ctnet attach web bridge0 172.18.42.98/16 fd00:42::98/64 --if eth2
  routes web -4 default | grep -q 'via 172.18.42.1 dev eth2'
  [ "$(routes web -6 default | wc -l)" = 1 ]
  run -4 ctnet attach web bridge0 172.18.42.97/16@172.18.42.7 --if eth3
  [[ $output == *"via 172.18.42.1 by eth2"*"172.18.42.7"*--replace* ]]
  ctnet attach web bridge0 172.18.42.97/16@172.18.42.7 --if eth3 --replace
  [ "$(routes web -4 default)" = "default via 172.18.42.7 dev eth3 " ]
  run -2 ctnet attach web bridge0 172.18.42.96/16 --if eth4 --gateway 10.1.1.1
  [[ $output == *"can't be reached"* ]]
}

@test "attach: --if, --host-if, --mac, --mtu and --route are as asked; without --mtu it is the bridge's own" {
  container web
  ctnet attach web bridge0 172.18.42.99/16 -i lan --host-if web-lan --mac 02:00:00:00:00:AA --mtu 1300 \
    --route 10.9.0.0/16@172.18.42.7 --route 10.8.0.1
  docker exec web ip link show lan | grep -q 'mtu 1300'
  docker exec web ip link show lan | grep -q 02:00:00:00:00:aa
  ip -o link show web-lan | grep -q 'mtu 1300.*master bridge0'
  routes web -4 | grep -q '^10.9.0.0/16 via 172.18.42.7 dev lan'
  routes web -4 | grep -q '^10.8.0.1 dev lan'
  ctnet attach web bridge0 --if eth7
  docker exec web ip link show eth7 | grep -q 'mtu 1400'
  run -4 ctnet attach web bridge0 --if eth8 --mtu 1500
  [[ $output == *"--mtu 1400"* ]]
  run -4 ctnet attach web bridge0 --if eth8 --host-if web-lan
  [[ $output == *"--host-if NAME"* ]]
}

@test "attach: a name that can't be an interface's, a wrong MAC or MTU, a word too many: exit 2, and nothing changes" {
  container web
  before=$(network_state)
  for name in 'a b' "a'b" '$(id)' 'a/b' '../x' 'sixteen-letters-' -- '' lo; do
    run -2 ctnet attach web bridge0 "--if=$name"
    run -2 ctnet attach web bridge0 "--host-if=$name"
  done
  run -2 ctnet attach web bridge0 --mac 01:00:00:00:00:01
  run -2 ctnet attach web bridge0 --mtu 12
  run -2 ctnet attach web bridge0 --mtu 1e3
  run -2 ctnet attach web bridge0 --bridgr x
  run -2 ctnet attach web bridge0 -nz
  run -2 ctnet attach web 'bridge 0'
  run -2 ctnet attach web bridge0 none 172.18.42.9/16
  run -2 ctnet attach web bridge0 172.18.42.9/16 172.18.42.9/16
  run -2 ctnet attach web bridge0 172.18.0.0/16
  run -2 ctnet attach web bridge0 172.18.42.9/33
  run -2 ctnet attach web bridge0 --route 10.9.0.1/16
  run -2 ctnet attach web bridge0 --route 0.0.0.0/0@172.18.42.1
  run -2 ctnet attach web bridge0 172.18.42.9/16 --route 10.9.0.0/16@10.1.1.1
  run -2 ctnet attach web
  unchanged "$before"
}

@test "attach: --create makes the bridge, on a subnet of its own; an address of it is taken back with all the rest" {
  container web
  run -0 ctnet attach web lan --create
  pings web "$(ip -4 -o address show lan | sed 's/.*inet \([0-9.]*\).*/\1/')"
  run -0 --separate-stderr ctnet attach web lan --create
  [[ $stderr == *"already attached"* ]]
}

@test "attach: what is in the way is named: another address, another bridge's interface, another's address, no bridge" {
  container web
  container db
  ctnet attach web bridge0 172.18.42.99/16
  ctnet bridge create lan 10.9.0.1/24
  before=$(network_state)
  run -4 ctnet attach web bridge0 172.18.42.98/16
  [[ $output == *"eth0 already"*"172.18.42.99/16"*--replace* ]]
  run -4 ctnet attach web lan --if eth0
  [[ $output == *"leads to bridge0"* ]]
  run -4 ctnet attach db bridge0 172.18.42.99/16
  [[ $output == *"can't have 172.18.42.99: it is taken, by web eth0"* ]]
  run -4 ctnet attach db bridge0 172.18.42.1/16
  [[ $output == *"this host (bridge0)"* ]]
  run -4 ctnet attach db lo
  [[ $output == *"no network"* ]]
  run -4 ctnet attach db "$(ip -o link show master bridge0 | sed 's/^[0-9]*: //; s/@.*//')"
  [[ $output == *"attach to the bridge itself: bridge0"* ]]
  run -3 ctnet attach db br9
  run -4 ctnet attach host bridge0 172.18.42.9/16
  [[ $output == *"ip address add"* ]]
  unchanged "$before"
}

@test "attach: --replace puts the new interface in the old one's place, and packets arrive" {
  container web
  ctnet attach web bridge0 172.18.42.99/16
  run -0 ctnet attach web bridge0 172.18.42.98/16 --replace
  [ "$output" = "web eth0 172.18.42.98/16" ]
  pings web 172.18.42.1
  [ "$(docker exec web ip -4 -o address show eth0 | wc -l)" = 1 ]
  [ "$(ip -o link show master bridge0 | wc -l)" = 1 ]
}

@test "attach: a container's death leaves nothing" {
  ctnet bridge create lan 10.9.0.1/24
  before=$(network_state)
  container web
  ctnet attach web lan 10.9.0.5/24
  docker rm -f web >/dev/null
  # The kernel takes a dead namespace's links away when it gets to it.
  timeout 10 sh -c 'while ip -o link show master lan | grep -q .; do sleep 0.1; done'
  unchanged "$before"
  ctnet bridge delete lan
}

@test "attach: an address off the bridge's subnets is noted, a MAC that is on the bridge already is refused" {
  ip netns add web
  ip netns add db
  run -0 --separate-stderr ctnet attach web bridge0 10.5.0.1/24
  [[ $stderr == *"10.5.0.1/24 is not on a subnet of bridge0's"* ]]
  ctnet attach web bridge0 --if eth1 --mac 02:00:00:00:00:77
  run -4 ctnet attach db bridge0 --mac 02:00:00:00:00:77
  [[ $output == *"can't have the MAC 02:00:00:00:00:77"* && $output == *"web eth1"* ]]
}

@test "detach: never the loopback interface, and an interface of no Ethernet" {
  ip netns add web
  run -4 ctnet detach web lo --force
  [[ $output == *loopback* ]]
  ip -n web tuntap add name tun0 mode tun
  run -0 ctnet detach web tun0 --force
  run ! ip -n web link show tun0
}
