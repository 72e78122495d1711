#!/usr/bin/env bats
# What nodes of labs may be and run: containers that the lab makes, containers that are there already, programs, names; and
# cables that lead to the host and to its bridges.

load helpers

teardown() {
  ctnet down --all >/dev/null 2>&1 || :
  clean_host
}

# The leader of a node's service.
pid_of() { cut -d' ' -f1 "/run/ctnet/labs/run/$1"; }
lab() { cat >"$BATS_TEST_TMPDIR/$1.yml"; }

@test "lab nodes: containers, made and given, survive a docker restart; what was there stays" {
  container db
  lab shop <<'END'
nodes:
  web: { image: base, command: [sleep, "3600"], env: { COLOUR: green } }
  data: { container: docker:db }
  r1:
links:
  - web -- r1
  - r1 -- data
expect: ping data web
END
  before=$(network_state)
  run -0 ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  run -0 ctnet ping shop
  [[ $output != *" no"* ]]
  docker exec shop.web sh -c 'echo $COLOUR' | grep -qx green
  [ "$(docker exec shop.web hostname)" = web ]
  run -0 ctnet exec shop/web ip -4 -o address show dev eth0
  run -0 ctnet exec shop/data ip -4 -o address show dev eth1
  run -0 ctnet ls
  [[ $output == *shop/web*eth0* && $output == *shop/r1*eth1* && $output == *db*eth1* ]]
  run -0 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  [[ $stderr == *already* ]]
  docker restart -t 0 shop.web db >/dev/null
  run -10 ctnet status shop
  [[ $output == *"r1:eth0 web:eth0 is missing"* ]]
  run -0 ctnet restart shop web
  run -0 ctnet ping shop
  docker stop -t 0 shop.web >/dev/null
  run -10 ctnet diff shop
  [[ $output == *"web has stopped"* ]]
  run -10 --separate-stderr ctnet ping shop
  [[ $stderr == *"shop/web can't be asked: shop.web is not running"*"ctnet restart shop web"* && $stderr != *"answer from web"* ]]
  docker stop -t 0 db >/dev/null
  run -10 --separate-stderr ctnet test shop
  [ "$output" = "not ok ping data web" ]
  [[ $stderr == *"shop/data can't be asked: db is not running"*"docker start db; then ctnet restart shop data"* ]]
  run -10 ctnet diff "$BATS_TEST_TMPDIR/shop.yml"
  [[ $output == *"shop/data has stopped"* ]]
  docker start db >/dev/null
  run -0 ctnet restart shop
  run -0 ctnet ping shop
  docker restart -t 0 db >/dev/null
  ctnet down shop
  [ -z "$(docker ps -aq --filter name=shop.web)" ]
  unchanged "$before"
}

@test "lab nodes: a container that was there is gone: status says so, and the lab can do without it" {
  container db
  lab shop <<'END'
nodes: { a: , b: , data: { container: docker:db } }
links: [a -- b, b -- data]
END
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  docker rm -f db >/dev/null
  run -10 ctnet status shop
  [[ $output == *"shop/data data is missing"* ]]
  run -10 ctnet diff shop
  [[ $output == *"shop/data is missing"* ]]
  run -3 ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  sed -i 's/, data: [^}]*}//; s/, b -- data//' "$BATS_TEST_TMPDIR/shop.yml"
  run -0 ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  run -0 ctnet status shop
}

@test "lab nodes: a container that is to be another is replaced; where that fails, the old one runs on, with its links" {
  lab shop <<'END'
nodes:
  web:
    image: base
    command: [sh, -c, "trap exit TERM; while :; do sleep 3600 & wait; done"]
    services: nc -ll -p 81 -e echo served
    publish: 8088:81
    env: { COLOUR: green }
  r1:
links: [web -- r1, "web 10.9.1.9/24 -- bridge:lan1"]
END
  colour() { [ "$(docker exec shop.web sh -c 'echo $COLOUR')" = "$1" ]; }
  serves() { until [ "$(busybox nc -w 2 127.0.0.1 8088 </dev/null)" = served ]; do sleep 0.1; done; }
  ctnet bridge create lan1 10.9.1.1/24
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  # The end at the bridge has another name each time.
  state() { network_state | grep -v veth >"$BATS_TEST_TMPDIR/$1"; }
  state before
  first=$(docker inspect -f '{{.Id}} {{.State.Pid}}' shop.web)
  # The image isn't there: nobody was stopped.
  sed 's/image: base/image: nosuch/' "$BATS_TEST_TMPDIR/shop.yml" >"$BATS_TEST_TMPDIR/bad.yml"
  run -1 ctnet up "$BATS_TEST_TMPDIR/bad.yml" --name shop
  [ "$(docker inspect -f '{{.Id}} {{.State.Pid}}' shop.web)" = "$first" ]
  # The new one runs already.
  sed 's/green }/blue }\n    exec: "false"/' "$BATS_TEST_TMPDIR/shop.yml" >"$BATS_TEST_TMPDIR/bad.yml"
  run -1 ctnet up "$BATS_TEST_TMPDIR/bad.yml" --name shop
  [[ $output == *"everything was rolled back"* ]]
  [ "$(docker inspect -f '{{.Id}}' shop.web)" = "${first% *}" ]
  colour green
  run -0 ctnet status shop
  run -0 ctnet ping shop
  serves
  state now
  diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/now"
  sed -i 's/green/blue/' "$BATS_TEST_TMPDIR/shop.yml"
  run -10 ctnet diff "$BATS_TEST_TMPDIR/shop.yml"
  [[ $output == *"shop/web has another env now, and its container is replaced"* ]]
  run -0 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  [[ $stderr == *"the container of web is replaced"* ]]
  colour blue
  run -0 ctnet status shop
  run -0 ctnet ping shop
  serves
  [ "$(docker ps -aq --filter label=ctnet.lab=shop | wc -l)" = 1 ]
  # One that has stopped, too; and by a script, without ctnet.
  docker kill shop.web >/dev/null
  sed -i 's/blue/red/' "$BATS_TEST_TMPDIR/shop.yml"
  ctnet up "$BATS_TEST_TMPDIR/shop.yml" --dry-run >"$BATS_TEST_TMPDIR/script"
  sh "$BATS_TEST_TMPDIR/script"
  colour red
  run -0 ctnet ping shop
}

@test "lab nodes: containers have services and the nodes' names, again after a docker restart; one that leaves keeps nothing" {
  container d1
  container d2
  lab shop <<'END'
nodes:
  web:
    image: base
    command: sleep 3600
    names: www
    env: { COLOUR: green }
    services: 'echo $COLOUR >/tmp/index.html; httpd -f -p 80 -h /tmp'
  data:
    container: docker:d1
    services: nc -ll -p 81 -e echo served
    forward: true
    address: 10.255.0.9/32
    sysctls: { net.ipv4.ip_default_ttl: 77 }
  r1:
links: web -- r1 -- data
END
  # The network, the names and the programs of a container.
  own() { docker exec "$1" sh -c 'cat /etc/hosts /proc/sys/net/ipv4/ip_default_ttl /proc/sys/net/ipv4/ip_forward; ip address; ip route; pidof nc'; }
  serve() {
    until [ "$(docker exec "$1" wget -qO- http://www/)" = green ]; do sleep 0.1; done
    until [ "$(ctnet exec shop/r1 busybox nc -w 2 data 81 </dev/null)" = served ]; do sleep 0.1; done
  }
  before=$(network_state)
  first=$(own d1) || :
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  serve d1
  pings shop.web data
  [ "$(docker exec d1 cat /proc/sys/net/ipv4/ip_default_ttl)" = 77 ]
  run -0 ctnet status shop
  run -0 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  [[ $stderr == *already* ]]
  flock --nonblock /run/ctnet/lock true
  docker exec shop.web killall httpd
  while ctnet status shop; do sleep 0.05; done
  docker restart -t 0 shop.web d1 >/dev/null
  run -10 ctnet status shop
  [[ $output == *"web doesn't know the names of the nodes"*"web no longer runs echo"* ]]
  [[ $output == *"data doesn't know"*"data no longer runs nc"* ]]
  ctnet restart shop
  run -0 ctnet status shop
  serve d1
  # What can't run is said, and taken back with what was started before it.
  sed 's/nc -ll.*/echo oops; false/' "$BATS_TEST_TMPDIR/shop.yml" >"$BATS_TEST_TMPDIR/bad.yml"
  run -1 ctnet up "$BATS_TEST_TMPDIR/bad.yml" --name shop
  [[ $output == *"ended at once"*oops* ]]
  serve d1
  sed -i 's/d1/d2/' "$BATS_TEST_TMPDIR/shop.yml"
  run -10 ctnet diff "$BATS_TEST_TMPDIR/shop.yml"
  [[ $output == *"shop/data is no longer docker:d1"* ]]
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  run -0 ctnet status shop
  serve d2
  diff <(echo "$first") <(own d1)
  ctnet down shop
  unchanged "$before"
}

@test "lab nodes: a container that can't be made, or is another's, leaves nothing behind" {
  lab shop <<'END'
nodes: { web: { image: "nosuch:image" }, r1: }
links: [web -- r1]
END
  before=$(network_state)
  run -1 ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  [[ $output == *"everything was rolled back"* ]]
  unchanged "$before"
  container shop.web
  before=$(network_state)
  run -4 ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  [[ $output == *"shop.web"*"--name"* ]]
  unchanged "$before"
}

@test "lab nodes: an engine that is gone in the middle keeps the container: up says so, exit 7, and down doesn't say that it is down" {
  cd "$BATS_TEST_TMPDIR"
  mkdir path
  printf '%s\n' '#!/bin/sh' '[ ! -e gone ] || { echo "no engine" >&2; exit 1; }' "$(command -v docker) \"\$@\" || exit" \
    'case $1 in start) [ ! -e armed ] || : >gone ;; esac' >path/docker
  chmod +x path/docker
  printf '%s\n' 'nodes: { a: { image: base, command: sleep 3600 }, b: }' 'links: a -- b' >gone.yml
  : >armed
  PATH="$PWD/path:$PATH" run -7 ctnet up gone.yml
  [[ $output == *'to remove it: docker rm --force --volumes gone.a'* ]]
  rm gone armed
  ctnet up gone.yml
  : >gone
  PATH="$PWD/path:$PATH" run -1 ctnet down gone
  rm gone
  ctnet status gone
  ctnet down gone
  [ -z "$(docker ps -aq)" ]
}

@test "lab nodes: names, services that run as long as the lab, and what is run once" {
  mkdir "$BATS_TEST_TMPDIR/www"
  echo hello >"$BATS_TEST_TMPDIR/www/index.html"
  lab net <<END
nodes:
  a: { exec: "ip route add blackhole 192.0.2.0/24" }
  b:
    names: [server]
    services: "busybox httpd -f -p 80 -h $BATS_TEST_TMPDIR/www"
links: [a -- b]
END
  before=$(network_state)
  ctnet up "$BATS_TEST_TMPDIR/net.yml"
  run -0 ctnet exec net/a grep -w server /etc/hosts
  until run ctnet exec net/a busybox wget -qO- http://server/ && [ "$status" = 0 ]; do sleep 0.1; done
  [ "$output" = hello ]
  run -0 ctnet exec net/a ip route show type blackhole
  [[ $output == *192.0.2.0/24* ]]
  # One that ended is missed, and started again.
  kill -9 "$(pid_of net.b.0)"
  while [ -e "/proc/$(pid_of net.b.0)/ns/net" ]; do sleep 0.05; done
  run -10 ctnet status net
  [[ $output == *"net/b b no longer runs busybox httpd"* ]]
  ctnet restart net
  run -0 ctnet status net
  # Nobody but ctnet holds the lock.
  flock --nonblock /run/ctnet/lock true
  ctnet down net
  unchanged "$before"
  # What fails is taken back, with the services that had been started.
  sed -i 's/exec: "/&false; /; s/blackhole/nonsense/' "$BATS_TEST_TMPDIR/net.yml"
  run -1 ctnet up "$BATS_TEST_TMPDIR/net.yml"
  [ ! -e /run/ctnet/labs ]
  unchanged "$before"
}

@test "lab nodes: a namespace that somebody deletes takes its services with it: up, restart, watch and down see to it" {
  lab net <<'END'
nodes: { a: { services: [sleep 7001, "sleep 7002 & sleep 7003"] }, b: }
links: [a -- b]
END
  before=$(network_state)
  for again in "up $BATS_TEST_TMPDIR/net.yml" "restart net" "watch net --once"; do
    ctnet up "$BATS_TEST_TMPDIR/net.yml"
    pid=$(pid_of net.a.0)
    # Somebody else in that network isn't the lab's.
    ip netns exec net.a sleep 7004 3>&- &
    other=$!
    until [ "/proc/$other/ns/net" -ef "/proc/$pid/ns/net" ]; do sleep 0.05; done
    ip netns delete net.a
    ctnet $again
    [ ! -e "/proc/$pid/ns/net" ]
    [ "$(pid_of net.a.0)" != "$pid" ]
    run -0 ctnet status net
    for n in 1 2 3; do [ "$(pgrep -xcf "sleep 700$n")" = 1 ]; done
    kill "$other"
  done
  # Nor is somebody who has got its number since.
  pkill -xf 'sleep 7001'
  sleep 7005 3>&- &
  echo "$! 1 1" >/run/ctnet/labs/run/net.a.0
  ip netns delete net.a
  ctnet down net
  kill "$!"
  unchanged "$before"
  # A node that the file has no more either.
  ctnet up "$BATS_TEST_TMPDIR/net.yml"
  ip netns delete net.a
  printf '%s\n' 'nodes: { b: }' >"$BATS_TEST_TMPDIR/net.yml"
  ctnet up "$BATS_TEST_TMPDIR/net.yml"
  run ! pgrep -xf 'sleep 700.'
  ctnet down net
  unchanged "$before"
}

@test "lab nodes: a service that can't run is said by up, and taken back" {
  before=$(network_state)
  lab net <<'END'
nodes: { a: { services: [sleep 7001, echo no such thing >&2; false] }, b: }
links: [a -- b]
END
  run -1 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/net.yml"
  [[ $stderr == *"net.a was to run \`echo no such thing >&2; false\`, which ended at once; no such thing; everything was rolled back"* ]]
  unchanged "$before"
  sed -i 's/, echo no[^]]*//' "$BATS_TEST_TMPDIR/net.yml"
  ctnet up "$BATS_TEST_TMPDIR/net.yml"
  sed -i 's/sleep 7001/slepe 7001/' "$BATS_TEST_TMPDIR/net.yml"
  run -1 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/net.yml"
  [[ $stderr == *"slepe: not found"* ]]
  # What ran before runs again.
  pgrep -xf 'sleep 7001'
  ctnet down net
  unchanged "$before"
}

@test "lab nodes: what runs in one node doesn't hold the network that another one had before it was restarted" {
  ctnet bridge create lan 10.8.0.1/24
  lab shop <<'END'
nodes:
  web: { image: base, command: sleep 3600 }
  gw: { services: sleep 3600 }
links:
  - web -- gw
  - web 10.8.0.5/24 -- bridge:lan
END
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  ctnet exec shop/gw sleep 3600 3>&- &
  until [ "$(pgrep -xcf "sleep 3600")" = 3 ]; do sleep 0.05; done
  docker restart -t 0 shop.web >/dev/null
  # Its address would be answered for.
  ctnet restart shop
  run -0 ctnet ping shop
  kill "$!"
}

@test "lab nodes: cables to the host and to a bridge of the host's, and both go" {
  lab out <<'END'
bridges: { lan0: { address: 10.9.0.1/24 } }
nodes: { a: , b: , c: }
links:
  - a -- lan0
  - b -- lan0
  - c -- host
END
  before=$(network_state)
  ctnet up "$BATS_TEST_TMPDIR/out.yml"
  run -0 ctnet status out
  ctnet exec out/a ping -c 1 -W 2 10.9.0.1
  b=$(ctnet exec out/b ip -4 -o address show dev eth0 | grep -o '10.9.0.[0-9]*' | head -1)
  ctnet exec out/a ping -c 1 -W 2 "$b"
  ctnet exec out/c ip -4 route
  ip link delete lan0
  run -10 ctnet diff out
  [[ $output == *"lan0 is missing"* ]]
  run -0 ctnet restart out
  ctnet exec out/a ping -c 1 -W 2 "$b"
  run -0 ctnet status out
  ctnet down out
  unchanged "$before"
}

@test "lab nodes: behind the address of one, others are hidden, by nft or iptables" {
  lab home <<'END'
routing: none
nodes:
  h: { routes: default@10.1.0.1 }
  gw: { nat: eth1, forward: true }
  isp:
links:
  - h 10.1.0.2/24 -- gw 10.1.0.1/24
  - gw 192.0.2.1/24 -- isp 192.0.2.2/24
END
  # nft, else iptables, of either kind.
  mkdir "$BATS_TEST_TMPDIR"/{iptables,legacy,none}
  for bin in iptables legacy none; do
    ln -s /usr/sbin/* /usr/bin/* "$(command -v node)" "$BATS_TEST_TMPDIR/$bin/" 2>/dev/null || :
    rm -f "$BATS_TEST_TMPDIR/$bin/nft"
  done
  rm "$BATS_TEST_TMPDIR"/none/*tables
  for name in iptables ip6tables; do ln -sf "$(command -v xtables-legacy-multi)" "$BATS_TEST_TMPDIR/legacy/$name"; done
  before=$(network_state)
  cp "$BATS_TEST_TMPDIR/home.yml" "$BATS_TEST_TMPDIR/home"
  all=$PATH
  for bin in "$PATH" "$BATS_TEST_TMPDIR"/{iptables,legacy}; do
    PATH=$bin
    cp "$BATS_TEST_TMPDIR/home" "$BATS_TEST_TMPDIR/home.yml"
    node "$CTNET" up "$BATS_TEST_TMPDIR/home.yml"
    # The provider knows no way to 10.1.0.0/24.
    ip netns exec home.h ping -c 1 -W 2 192.0.2.2
    sed -i 's/nat: eth1, //' "$BATS_TEST_TMPDIR/home.yml"
    run -10 node "$CTNET" diff "$BATS_TEST_TMPDIR/home.yml"
    [[ $output == *"gw hides what leaves by eth1"* ]]
    node "$CTNET" up "$BATS_TEST_TMPDIR/home.yml"
    run ! ip netns exec home.h ping -c 1 -W 1 192.0.2.2
    node "$CTNET" down home
  done
  PATH="$BATS_TEST_TMPDIR/none"
  cp "$BATS_TEST_TMPDIR/home" "$BATS_TEST_TMPDIR/home.yml"
  run -6 --separate-stderr node "$CTNET" up "$BATS_TEST_TMPDIR/home.yml"
  [[ $stderr == *"gw is to do NAT, and there is neither nft nor iptables"* ]]
  PATH=$all
  unchanged "$before"
}

@test "lab nodes: ways out: a bridge that is there, a macvlan on an interface, a bridge of the lab's that is masqueraded" {
  ip link add name nic address 02:00:00:00:01:01 type veth peer name port
  ip link set dev nic up
  ip link set dev port up
  ctnet bridge create lan 10.8.0.1/24
  lab edge <<'END'
routing: none
bridges: { lab0: { address: 10.9.0.1/24, masquerade: true } }
nodes: { a: , b: , c: }
links:
  - a 10.8.0.5/24 -- bridge:lan
  - b 10.5.0.9/24 -- macvlan:nic
  - c 10.9.0.5/24 -- lab0
END
  before=$(network_state)
  ctnet up "$BATS_TEST_TMPDIR/edge.yml"
  ctnet exec edge/a ping -c 1 -W 2 10.8.0.1
  ctnet exec edge/b ip -d link show dev eth0 | grep -q macvlan
  iptables -t nat -S | grep -q -- '-s 10.9.0.0/24 .*MASQUERADE'
  run -0 ctnet status edge
  run -0 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/edge.yml"
  [[ $stderr == *already* ]]
  sed -i '/macvlan/d; s/, masquerade: true//' "$BATS_TEST_TMPDIR/edge.yml"
  ctnet up "$BATS_TEST_TMPDIR/edge.yml"
  run ! ctnet exec edge/b ip link show dev eth0
  run ! grep -q 10.9.0.0 <(iptables -t nat -S)
  ctnet down edge
  unchanged "$before"
}

@test "lab nodes: beside ways out of the lab, the default route is the lab's own; all go with it" {
  ip link add name nic address 02:00:00:00:01:01 type veth peer name port
  ip link set dev nic up
  ip link set dev port up
  ip address add 10.5.0.2/24 dev nic
  ip route add default via 10.5.0.1 dev nic
  ctnet bridge create lan 10.8.0.1/24
  lab edge <<'END'
bridges: { lab0: { address: 10.9.0.1/24 } }
nodes: { c: }
links:
  - c -- lab0
  - c 10.8.0.6/24 -- bridge:lan
  - c 10.5.0.9/24 -- macvlan:nic
END
  before=$(network_state)
  run -0 ctnet up "$BATS_TEST_TMPDIR/edge.yml"
  run -0 ip -n edge.c route show default
  [ "$output" = "default via 10.9.0.1 dev eth0 " ]
  run -0 ctnet status edge
  ctnet down edge
  unchanged "$before"
}

@test "lab nodes: ways out that are leased an address by DHCP, and impaired in both directions" {
  ctnet bridge create lan 10.8.0.1/24
  dnsmasq --no-daemon --conf-file=/dev/null --no-ping --port=0 --interface=lan --bind-interfaces \
    --dhcp-range=10.8.0.50,10.8.0.59,2m --dhcp-leasefile="$BATS_TEST_TMPDIR/leases" --pid-file= >"$BATS_TEST_TMPDIR/dnsmasq" 2>&1 3>&- &
  server=$!
  until grep -q 'DHCP, sockets bound' "$BATS_TEST_TMPDIR/dnsmasq"; do sleep 0.1; done
  lab edge <<'END'
nodes: { a: , b: }
links:
  - a -- b
  - { ends: "a:out dhcp -- bridge:lan", rate: 8mbit }
END
  before=$(network_state)
  run -0 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/edge.yml"
  run -0 ip -n edge.a -4 -o address show dev out
  [[ $output == *" 10.8.0.5"?/24* ]]
  # b's way out leads through a.
  ip netns exec edge.a ping -c 1 -W 2 10.8.0.1
  run -0 ip -n edge.b route
  [[ $output == *default* ]]
  host=$(ip -o link show type veth | sed -n 's/^[0-9]*: \([^@]*\)@.* master lan .*/\1/p')
  for dev in "-n edge.a qdisc show dev out" "qdisc show dev $host"; do [[ $(tc $dev) == *"tbf"*"rate 8Mbit"* ]]; done
  run -0 ctnet status edge
  # A client that somebody ended is missed.
  kill -9 $(cat /run/ctnet/dhcp/*/pid /run/ctnet/dhcp/*/client)
  run -10 ctnet status edge
  [[ $output == *"a:out has no DHCP client any more"* ]]
  run -0 ctnet restart edge
  run -0 ctnet status edge
  # What it sends only, and slower.
  sed -i 's|{ ends: .*|{ ends: [{ node: a, interface: out, address: dhcp, rate: 4mbit }, "bridge:lan"] }|' "$BATS_TEST_TMPDIR/edge.yml"
  run -10 ctnet diff "$BATS_TEST_TMPDIR/edge.yml"
  [ "$output" = "edge/a:out is impaired by rate=8mbit, not by rate=4mbit
edge/a:out is impaired by rate=8mbit" ]
  ctnet up "$BATS_TEST_TMPDIR/edge.yml"
  [[ $(tc -n edge.a qdisc show dev out) == *"rate 4Mbit"* && $(tc qdisc show dev "$host") != *tbf* ]]
  # And an address of its own.
  sed -i 's|address: dhcp, rate: 4mbit|address: 10.8.0.5/24|' "$BATS_TEST_TMPDIR/edge.yml"
  run -10 ctnet diff "$BATS_TEST_TMPDIR/edge.yml"
  [[ $output == *"edge/a:out is attached otherwise"* ]]
  ctnet up "$BATS_TEST_TMPDIR/edge.yml"
  [ -z "$(ls /run/ctnet/dhcp 2>/dev/null)" ]
  [[ $(tc -n edge.a qdisc show dev out) != *tbf* ]]
  ip netns exec edge.a ping -c 1 -W 2 10.8.0.1
  run -0 ctnet status edge
  # A server that doesn't answer is no way out, and nothing is left.
  ctnet down edge
  unchanged "$before"
  kill "$server"
  sed -i 's|address: 10.8.0.5/24|address: dhcp|' "$BATS_TEST_TMPDIR/edge.yml"
  run ! ctnet up "$BATS_TEST_TMPDIR/edge.yml" --timeout 2
}

@test "lab: a published port leads to its node, is taken by it, follows the file and its namespace, and goes with the lab" {
  container db
  before=$(network_state)
  lab shop <<'YAML'
bridges: { br-shop: { address: 10.44.0.1/24 } }
nodes:
  web:
    publish: 8088:80
    services: busybox nc -ll -p 80 -e echo served
  data: { container: docker:db, publish: "5432" }
links:
  - web -- br-shop
  - data -- br-shop
YAML
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  run -0 ctnet port shop/web
  [ "$output" = "shop.web 80/tcp -> 0.0.0.0:8088" ]
  until [ "$(busybox nc -w 2 127.0.0.1 8088 </dev/null)" = served ]; do :; done
  run -0 ctnet diff shop
  [ -z "$output" ]
  # Another lab can't have it, and leaves nothing.
  sed '/data/d; s/br-shop/br-mall/; s/10.44/10.45/' "$BATS_TEST_TMPDIR/shop.yml" >"$BATS_TEST_TMPDIR/mall.yml"
  run -4 ctnet up "$BATS_TEST_TMPDIR/mall.yml"
  [[ $output == *8088* ]]
  run -0 ctnet status
  [[ $output != *mall* ]]
  # What somebody published by hand isn't the lab's; what its file has no more goes.
  ctnet publish shop/web 8090:90
  ctnet publish db 8091:91
  sed -i 's/8088:80/8089:80/' "$BATS_TEST_TMPDIR/shop.yml"
  run -10 ctnet diff "$BATS_TEST_TMPDIR/shop.yml"
  [ "$output" = "shop/web publishes 8088:80
shop/web doesn't publish 8089:80" ]
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  run -0 ctnet port shop/web
  [ "$output" = "shop.web 90/tcp -> 0.0.0.0:8090
shop.web 80/tcp -> 0.0.0.0:8089" ]
  # A namespace that is made again has its ports again.
  ip netns delete shop.web
  run -0 --separate-stderr ctnet restart shop
  [ "$output" = "shop 2 nodes 2 links" ]
  run -0 ctnet port shop/web
  [ "$output" = "shop.web 80/tcp -> 0.0.0.0:8089" ]
  ip netns delete shop.web
  ctnet watch shop --once
  run -0 ctnet port shop/web
  [ "$output" = "shop.web 80/tcp -> 0.0.0.0:8089" ]
  ctnet down shop
  run -0 ctnet port
  [ "$output" = "db 91/tcp -> 0.0.0.0:8091" ]
  ctnet unpublish db
  unchanged "$before"
}
