#!/usr/bin/env bats
# What is lost while ctnet watches is put back by events: the time limits are below the pause after which it looks anyhow.

load helpers

setup() { ctnet bridge create bridge0 172.18.42.1/16; }
teardown() {
  [ -z "${pid-}" ] || kill -KILL "$pid" 2>/dev/null || :
  ctnet down --all >/dev/null 2>&1 || :
  clean_host
  rm -rf /var/lib/ctnet
}

# Watches in the background, once it listens: what it shows comes from $out, what it says is in $said.
watching() {
  said="$BATS_TEST_TMPDIR/said"
  exec {out}< <(exec setsid ctnet watch "$@" 2>"$said" 3>&-)
  pid=$!
  timeout 6 sh -c 'until grep -qs "^ctnet: watching" "$0"; do :; done' "$said"
}
# What an HTTP server says.
GET='printf "GET / HTTP/1.0\r\n\r\n" | busybox nc -w 2 "$0" "$1" | tail -1'
shows() {
  local line
  read -r -t 6 -u "$out" line || { echo "nothing came; awaited: $1"; cat "$said"; return 1; }
  [ "$line" = "$1" ] || { echo "came: $line; awaited: $1"; return 1; }
}
ends() {
  kill -"$1" "$pid"
  # It is no child of this shell's, so its end is the end of what it shows.
  run ! read -r -t 6 -u "$out"
  pid=
}

@test "watch: a restarted container's kept link is back, and with it its published port and its name at a client" {
  docker run -d --name web --net=none base sh -c 'mkdir -p /www && echo web >/www/index.html && exec httpd -f -h /www -p 80' >/dev/null
  container client
  ctnet attach web bridge0 172.18.42.99/16 --if eth1 --mac 02:00:00:00:00:99 --route 10.9.0.0/16@172.18.42.7 --keep
  ctnet attach client bridge0 --keep
  ctnet publish web 8080:80
  ctnet link client web:shop --port 80
  ctnet dns web --host db=172.18.42.98
  watching
  docker restart -t 0 web >/dev/null
  # What leads to it goes with it, then comes again.
  read -r -t 6 -u "$out" line
  [ "$line" != 'policies followed' ] || read -r -t 6 -u "$out" line
  [ "$line" = "web eth1 172.18.42.99/16 back" ]
  run -0 docker exec web ip -o address show eth1
  [[ $output == *172.18.42.99/16* ]]
  run -0 docker exec web ip link show eth1
  [[ $output == *02:00:00:00:00:99* ]]
  run -0 docker exec web ip route
  [[ $output == *"default via 172.18.42.1"*"10.9.0.0/16 via 172.18.42.7"* ]]
  run -0 sh -c "$GET" 127.0.0.1 8080
  [ "$output" = web ]
  docker exec web grep -q '172.18.42.98.*db' /etc/hosts
  run -0 docker exec client sh -c "${GET/busybox /}" shop 80
  [ "$output" = web ]
  # One that is taken away on purpose stays away, through a restart.
  ctnet detach web eth1
  docker restart -t 0 web client >/dev/null
  while read -r -t 6 -u "$out" line; do [[ $line == policies* ]] || break; done
  [ "$line" = "client eth0 172.18.0.1/16 back" ]
  run ! docker exec web ip link show eth1
  run -0 ctnet log
  [[ $output == *"done  ctnet attach docker:web bridge0 172.18.42.99/16 --if=eth1"* ]]
}

@test "watch: a lab's deleted namespaces, a bare container's link, and the bridge that was made for it" {
  before=$(network_state)
  ctnet up star
  ip netns add bare
  ctnet attach bare lan 10.9.0.5/24 --create --keep
  watching
  ip netns delete star.h1
  shows "star/h1 back"
  shows "star/h1:eth0 star/sw1:eth0 back"
  run -0 ctnet ping star
  # A cable that is pulled stays pulled.
  ctnet set star/h2:eth0 down
  ip link delete lan
  for _ in 1 2; do
    ip netns delete bare
    ip netns add bare
    shows "bare eth0 10.9.0.5/24 back"
  done
  run -0 ctnet bridge show lan
  run -0 ctnet exec star/h2 ip link show eth0
  [[ $output == *"state DOWN"* ]]
  # A lab that is taken down stays down.
  ip netns add other
  ctnet down star
  ctnet detach bare
  ctnet bridge delete lan
  ip netns add another
  ends INT
  run -0 ctnet status
  [ -z "$output" ]
  run ! grep "can't be put back" "$said"
  ip netns delete other
  ip netns delete another
  ip netns delete bare
  unchanged "$before"
}

@test "watch: what can't be put back is said once, and the rest goes on; killed, it leaves nothing" {
  for name in a b; do
    ip netns add $name
    ctnet attach $name bridge0 --keep
  done
  watching
  ip netns delete a
  ip netns add thief
  ctnet attach thief bridge0 172.18.0.1/16
  ip netns add a
  ip netns delete b
  ip netns add b
  shows "b eth0 172.18.0.2/16 back"
  ip netns add c
  ip netns delete c
  ctnet detach thief
  ip netns delete thief
  ip netns delete b
  ip netns add b
  { shows "b eth0 172.18.0.2/16 back" && shows "a eth0 172.18.0.1/16 back"; } || cat "$said"
  [ "$(grep -c "eth0 of a can't be put back: .*172.18.0.1.*thief" "$said")" = 1 ]
  kill -KILL "$pid"
  run ! pgrep -f 'ctnet.js watch'
  [ -z "$(ls /run/ctnet/journal 2>/dev/null)" ]
  run -3 ctnet watch nope
  run -2 ctnet watch --dry-run
  run -5 as_user node "$CTNET" watch
}

@test "watch --once: what is missing now; after a reboot too, with another number of the host's own namespace" {
  ip netns add web
  ctnet attach web bridge0 172.18.42.99/16 --keep
  ip netns delete web
  ip netns add web
  sed -i 's/"hostInode":[0-9]*/"hostInode":1/' /var/lib/ctnet/kept.json
  run -0 ctnet watch --once
  [ -z "$output" ]
  sed -i 's/"boot":"[^"]*"/"boot":"before"/' /var/lib/ctnet/kept.json
  ctnet bridge delete bridge0
  run -0 ctnet watch --once
  [ "$output" = "web eth0 172.18.42.99/16 back" ]
  host_pings 172.18.42.99
  run -0 ctnet watch --once --json
  [ -z "$output" ]
  ip netns delete web
  ctnet detach web
  [ ! -e /var/lib/ctnet/kept.json ]
}

@test "watch: a lab of real containers, through docker restart" {
  cat >"$BATS_TEST_TMPDIR/shop.yml" <<'END'
nodes:
  web: { image: base, command: sleep 3600 }
  db: { image: base, command: sleep 3600 }
  gw: { services: sleep 3600 }
links:
  - web -- gw
  - db -- gw
END
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  watching shop
  docker restart -t 0 shop.web >/dev/null
  shows "shop/gw:eth0 shop/web:eth0 back"
  run -0 ctnet ping shop
  # One that is stopped on purpose isn't started.
  docker stop -t 0 shop.db >/dev/null
  docker restart -t 0 shop.web >/dev/null
  [ "$(docker inspect -f '{{.State.Running}}' shop.db)" = false ]
  docker start shop.db >/dev/null
  shows "shop/gw:eth0 shop/web:eth0 back"
  shows "shop/db:eth0 shop/gw:eth1 back"
  run -0 ctnet status shop
  ends TERM
  run -0 ctnet down shop
}
