#!/usr/bin/env bats
# The document's "Binding container ports to the host": real requests from outside, from the host and from containers.

load helpers

# `out` is a namespace that stands for the outside, with the addresses 203.0.113.9 and fd00:113::9.
setup() {
  ctnet bridge create bridge0 192.168.5.1/24 fd00:5::1/64
  ip netns add out
  ip link add o0 type veth peer name eth0 netns out
  ip address add 203.0.113.1/24 dev o0
  ip address add fd00:113::1/64 dev o0 nodad
  ip link set o0 up
  ip -n out address add 203.0.113.9/24 dev eth0
  ip -n out address add fd00:113::9/64 dev eth0 nodad
  ip -n out link set eth0 up
}

teardown() { clean_host; }

# A container that serves its own name by HTTP.
server() {
  docker run -d --name "$1" --net=none --expose 80 base \
    sh -c "mkdir -p /www && echo $1 >/www/index.html && exec httpd -f -h /www -p 80" >/dev/null
  ctnet attach "$1" bridge0
}

# What an HTTP server says: asks [PROGRAM…] ADDRESS PORT. (busybox's wget doesn't survive being linked statically.)
GET='printf "GET / HTTP/1.0\r\n\r\n" | busybox nc -w 4 "$0" "$1" | tail -1'
asks() { sh -c "$GET" "$@"; }
out_asks() { ip netns exec out sh -c "$GET" "$@"; }
in_asks() {
  name=$1
  shift
  docker exec "$name" sh -c "${GET/busybox /}" "$@"
}

@test "publish: from outside, from the host, through 127.0.0.1, from other containers, and from itself; all gone again" {
  server web
  container client
  ctnet attach client bridge0
  before=$(network_state)
  run -0 ctnet publish web 8080:80
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
  [ "$(out_asks 203.0.113.1 8080)" = web ]
  [ "$(out_asks fd00:113::1 8080)" = web ]
  [ "$(asks 203.0.113.1 8080)" = web ]
  [ "$(asks 127.0.0.1 8080)" = web ]
  [ "$(asks fd00:113::1 8080)" = web ]
  # Refused at once, so that who asks for localhost goes on to 127.0.0.1.
  run asks ::1 8080
  [[ $output == *refused* ]]
  [ "$(in_asks client 192.168.5.1 8080)" = web ]
  [ "$(in_asks web 203.0.113.1 8080)" = web ]
  [ "$(in_asks client fd00:5::1 8080)" = web ]
  # What isn't published isn't reached, and nobody else sends to 127.0.0.1.
  [ -z "$(out_asks 192.168.5.2 80)" ]
  run -0 ctnet publish web 8080:80
  [[ $output == *already* ]]
  run -0 ctnet port web
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
  run -0 ctnet unpublish web 80
  [ -z "$(out_asks 203.0.113.1 8080)" ]
  unchanged "$before"
}

@test "publish: UDP, an address of its own, a port that nobody chose, ranges, EXPOSEd ones" {
  server web
  ctnet publish web 127.0.0.1:5353:53/udp
  coproc ctnet exec web node -e '
    const socket = require("node:dgram").createSocket("udp4", (text, { port, address }) => socket.send(text, port, address))
    socket.bind(53, () => console.log("ready"))' 3>&-
  read -r ready <&"${COPROC[0]}"
  [ "$ready" = ready ]
  run -0 timeout 3 bash -c 'exec 3<>/dev/udp/127.0.0.1/5353; echo question >&3; dd bs=99 count=1 status=none <&3'
  kill "$COPROC_PID"
  [ "$output" = question ]
  run -0 ctnet publish web 203.0.113.1::80
  [ "$output" = "web 80/tcp -> 203.0.113.1:49000" ]
  [ "$(out_asks 203.0.113.1 49000)" = web ]
  [ -z "$(asks 127.0.0.1 49000)" ]
  run -0 ctnet publish web --all
  [ "$output" = "web 80/tcp -> 0.0.0.0:49001" ]
  run -0 ctnet publish web 8000-8001:9000-9001 '[fd00:113::1]:81:80'
  [ "${lines[1]}" = "web 9001/tcp -> 0.0.0.0:8001" ]
  [ "${lines[2]}" = "web 80/tcp -> [fd00:113::1]:81" ]
  [ "$(out_asks fd00:113::1 81)" = web ]
  ctnet unpublish web
  run ! grep -e publish <(iptables-save; ip6tables-save)
}

@test "publish: a port that is taken, and by whom; what is no port, or leads nowhere: nothing changes" {
  server web
  docker run -d --name docked -p 8081:80 base sleep 3600 >/dev/null
  ctnet publish web 8082:80
  busybox nc -l -p 8083 >/dev/null 3>&- &
  until grep -q ":$(printf %X 8083) " /proc/net/tcp /proc/net/tcp6; do :; done
  before=$(network_state)
  run -4 ctnet publish web 8081:80
  [[ $output == *Docker* ]]
  run -4 ctnet publish web 8082:81
  [[ $output == *"by web, which ctnet publishes there"* ]]
  run -4 ctnet publish web 8083:80
  [[ $output == *"busybox (process"* ]]
  run -2 ctnet publish web 0:80
  run -2 ctnet publish web 80:65536
  run -2 ctnet publish web 1.2.3:80:80
  run -2 ctnet publish web 8000-8002:80-81
  run -2 ctnet publish web
  run -4 ctnet publish host 80
  run -4 ctnet publish web '[::1]:81:80'
  [[ $output == *"no route_localnet"*"ctnet publish web 127.0.0.1:81:80; on all its addresses: ctnet publish web 81:80" ]]
  run -4 ctnet publish web 192.0.2.7:80:80
  [[ $output == *"no address 192.0.2.7"* ]]
  container bare
  run -4 ctnet publish bare 80
  [[ $output == *"ctnet attach bare"* ]]
  docker rm -f bare >/dev/null
  unchanged "$before"
  kill %1
}

@test "publish: follows a container to its next address, and is gone with it" {
  server web
  ctnet publish web 8080:80
  docker restart -t 0 web >/dev/null
  container other
  run -0 --separate-stderr ctnet attach other bridge0 192.168.5.2/24
  # Whoever has that address now isn't published.
  run ! grep -- '--dport 8080' <(iptables-save)
  ctnet attach web bridge0 192.168.5.7/24
  [ "$(out_asks 203.0.113.1 8080)" = web ]
  docker rm -f web >/dev/null
  ctnet clean
  run ! grep -- '--dport 8080' <(iptables-save)
  run -0 ctnet port
  [ -z "$output" ]
}

@test "publish: a container that is stopped or renamed, and an engine that doesn't answer" {
  server web
  before=$(network_state)
  ctnet publish web 8080:80
  # Its rules stay as they are: nobody knows that it is gone.
  rules=$(iptables-save | grep CTNET)
  DOCKER_HOST=unix:///run/nobody.sock run -0 --separate-stderr ctnet bridge create other
  [[ $stderr == *"docker at /run/docker.sock doesn't answer here"* ]]
  # Nor does another engine know of it.
  node -e 'require("http").createServer((_, answer) => answer.writeHead(404).end("{}")).listen("/run/other.sock")' 3>&- &
  until [ -S /run/other.sock ]; do sleep 0.02; done
  DOCKER_HOST=unix:///run/other.sock run -0 --separate-stderr ctnet bridge delete other
  [[ $stderr == *"docker at /run/docker.sock doesn't answer here"* ]]
  kill $! && rm /run/other.sock
  [ "$(iptables-save | grep CTNET)" = "$rules" ]
  docker rename web site
  run -0 ctnet port
  [ "$output" = "site 80/tcp -> 0.0.0.0:8080" ]
  ctnet unpublish site
  docker rename site web
  unchanged "$before"
  ctnet publish web 8080:80
  docker stop -t 0 web >/dev/null
  run -0 ctnet port web
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
  run -0 ctnet unpublish web
  [ "$(cat /proc/sys/net/ipv4/conf/bridge0/route_localnet)" = 0 ]
  [ ! -e /run/ctnet/policy ]
}

@test "publish: two of one name in two runtimes are two, whichever goes" {
  server web
  ip netns add web
  run -2 ctnet publish web 8080:80
  ctnet attach netns:web bridge0
  ctnet publish docker:web 8080:80
  ctnet publish netns:web 8081:80
  run -0 ctnet port docker:web
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
  ctnet unpublish netns:web
  run -0 ctnet port
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
  ctnet publish netns:web 8081:80
  docker stop -t 0 web >/dev/null
  ip netns delete web
  run -2 ctnet unpublish web
  [[ $output == *"docker:web or netns:web"* ]]
  ctnet clean
  run -0 ctnet port
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
  # Files of before said nothing of the engine.
  sed -i 's/,"engine":"[^"]*"//' /run/ctnet/policy/*
  run -0 --separate-stderr ctnet unpublish web
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
}

@test "publish: of two of one name, the one of the engine that is asked" {
  server web
  ctnet publish web 8080:80
  # As another engine's would be kept, asked for later.
  kept=$(echo /run/ctnet/policy/*)
  other=$(sed -n '1s/^\[//; 1s/"id":"[^"]*"/"id":"'"$(printf '%064d' 1)"'"/; 1s|/run/docker.sock|/run/other.sock|; 1s/8080/8081/p' "$kept")
  sed -i "1a $other" "$kept"
  ctnet clean
  docker stop -t 0 web >/dev/null
  run -0 --separate-stderr ctnet unpublish web
  [ "$output" = "web 80/tcp -> 0.0.0.0:8080" ]
  run -0 --separate-stderr ctnet unpublish web
  [ "$output" = "web 80/tcp -> 0.0.0.0:8081" ]
}

@test "publish: what the bridge and the port did before, they do afterwards; what ctnet told them ends with the container" {
  ip netns add web
  ctnet attach web bridge0
  port=$(ip -o link show master bridge0 | cut -d' ' -f2 | cut -d@ -f1)
  ip link set "$port" type bridge_slave hairpin on
  echo 1 >/proc/sys/net/ipv4/conf/bridge0/route_localnet
  before=$(network_state)
  ctnet publish web 8080:80
  ctnet unpublish web
  unchanged "$before"
  echo 0 >/proc/sys/net/ipv4/conf/bridge0/route_localnet
  ctnet publish web 8080:80
  [ "$(cat /proc/sys/net/ipv4/conf/bridge0/route_localnet)" = 1 ]
  ip netns delete web
  ctnet clean
  [ "$(cat /proc/sys/net/ipv4/conf/bridge0/route_localnet)" = 0 ]
}

@test "publish: where the host forwards nothing, that is switched on for it, and off again with the last" {
  # A host without an engine, whose bridge would need it too.
  run -0 sh tests/host/run.sh bash -ec '
    load() { . "tests/e2e/$1.bash"; }
    bats_require_minimum_version() { :; }
    BATS_TEST_DIRNAME=tests/e2e
    load helpers
    ctnet bridge create bridge0 192.168.5.1/24
    for name in web out; do ip netns add $name; done
    ctnet attach web bridge0 --gateway none
    ip -n web route add default via 192.168.5.9
    ctnet ptp host out 203.0.113.1 203.0.113.9
    before=$(network_state)
    ip netns exec web busybox nc -ll -p 80 -e echo web 3>&- &
    ip netns exec web sh -c "until ss -lnt | grep -q :80; do :; done"
    forwards() { cat /proc/sys/net/ipv4/ip_forward; }
    ctnet publish web 127.0.0.1:8080:80
    [ "$(busybox nc -w 2 127.0.0.1 8080)" = web ]
    [ "$(forwards)" = 0 ]
    ctnet publish web 8081:80 2>&1 | grep "IPv4 forwarding is on now"
    ip -n web route replace default via 192.168.5.1
    [ "$(ip netns exec out busybox nc -w 2 203.0.113.1 8081)" = web ]
    ip -n web route replace default via 192.168.5.9
    ctnet masquerade bridge0 on
    ctnet forward off 2>&1 | grep "what is published"
    ctnet unpublish web
    [ "$(forwards)" = 1 ]
    ctnet masquerade bridge0 off 2>&1 | grep "off again"
    kill %1
    wait
    unchanged "$before"'
}
