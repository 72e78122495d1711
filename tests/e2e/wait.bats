#!/usr/bin/env bats
# What is awaited comes after the wait has begun. The time limits are below the pause after which ctnet looks without an
# event, so an event that it doesn't hear of is an exit 8.

load helpers

setup() { ctnet bridge create bridge0 172.18.42.1/16; }
teardown() { clean_host; }

# Until the shell line succeeds, which no event tells of.
until_true() {
  for _ in $(seq 200); do
    ! eval "$1" || return 0
    sleep 0.05
  done
  false
}

# A ctnet in the background, in a process group of its own as at a terminal, once it listens for the container: $pid; what it says is in $said.
waiting() {
  said="$BATS_TEST_TMPDIR/said-$1-$2"
  setsid ctnet "$@" --timeout 9 >"$said" 2>&1 3>&- &
  pid=$!
  until_true "readlink /proc/$pid/fd/* | grep -q inotify"
}
ends_with() {
  wait $pid || { cat "$said"; false; }
  [ "$(cat "$said")" = "$1" ]
}

@test "wait: a container that is started later, and its interface; attach --wait holds no lock meanwhile" {
  waiting wait web
  awaiting=$pid awaited=$said
  waiting attach web bridge0 172.18.42.99/16 --wait
  ctnet bridge create lan 10.9.0.1/24 --timeout 2
  container web
  ends_with "web eth0 172.18.42.99/16"
  pid=$awaiting said=$awaited
  ends_with "web eth0 172.18.42.99/16"
  docker stop -t 0 web >/dev/null
  run -8 ctnet attach web bridge0 --wait --timeout 0.2
  [[ $output == *"web was not ready in 0.2 seconds: web is not running (exited)"*"docker start web"*--timeout* ]]
  # An engine that goes away meanwhile comes again.
  ln -s /run/docker.sock "$BATS_TEST_TMPDIR/engine"
  DOCKER_HOST=unix://$BATS_TEST_TMPDIR/engine waiting attach web lan 10.9.0.5/24 --wait --dry-run
  rm "$BATS_TEST_TMPDIR/engine"
  container other
  ln -s /run/docker.sock "$BATS_TEST_TMPDIR/engine"
  docker start web >/dev/null
  wait $pid
  grep -q '^# .*attach web lan' "$said"
  run -0 --separate-stderr ctnet ls web
  [[ $output != *10.9.0.5* ]]
}

@test "wait: a namespace that is added later, its interface, its address, one after the other" {
  waiting wait web --if eth1
  ctnet bridge create lan
  ip netns add web
  until_true "pgrep -f 'ip monitor link address'"
  ip -n web link add eth1 type veth peer name other netns 1
  ip -n web address add 10.9.0.5/24 dev eth1
  ip -n web link set eth1 up
  # Another namespace of the same name: the old one isn't kept, nor is its cable.
  ip netns delete web
  until_true '! ip link show other 2>/dev/null'
  ip netns add web
  ip -n web link add eth1 up type veth peer name other netns 1
  ip link set other up
  # It can be used in two or three seconds, which only the monitor tells in time.
  ip netns exec web sysctl -qw net.ipv6.conf.eth1.dad_transmits=2
  ip -n web address add fd00::6/64 dev eth1
  ends_with "web eth1 fd00::6/64"
  ip -n web address add 10.9.0.6/24 dev eth1
  run -0 ctnet wait web
  [ "$output" = "web eth1 10.9.0.6/24 fd00::6/64" ]
  run -0 ctnet wait web --json
  [ "$output" = '{"version":1,"container":"web","interface":"eth1","addresses":["10.9.0.6/24","fd00::6/64"],"sharedWith":[]}' ]
}

@test "wait: the time is up, exit 8, and it is said what is missing" {
  late() {
    run -8 --separate-stderr ctnet wait web "${@:2}" --timeout 0.2
    [[ -z $output && $stderr == "ctnet: web was not ready in 0.2 seconds: $1"*"--timeout SECONDS" ]] || { echo "$stderr"; false; }
  }
  late "there is no container web"
  ip netns add web
  late "web has no interface but lo"
  ip link add other type veth peer name eth0 netns web
  late "web has no interface eth1" --if eth1
  late "of web, eth0 is down"
  ip -n web link set eth0 up
  late "of web, eth0 has no carrier"
  ip link set other up
  late "of web, eth0 has no address"
  ip netns exec web sysctl -qw net.ipv6.conf.eth0.dad_transmits=1000
  ip -n web address add fd00::5/64 dev eth0
  late "of web, eth0 can't use fd00::5 yet: duplicate address detection goes on"
  ip -n web link add eth1 type veth peer name eth2
  late "of web, eth0 can't use fd00::5 yet: duplicate address detection goes on, eth2 is down and eth1 is down"
  run -8 --separate-stderr ctnet wait web --timeout 0.2 --json
  [[ $stderr == '{"error":{"code":"not-ready","message":"web was not ready'* ]]
  # What won't come by waiting is said at once.
  docker run -d --name hostly --net=host base sleep 3600 >/dev/null
  run -4 --separate-stderr ctnet wait hostly
  run -2 --separate-stderr ctnet wait nope:web
  run -5 as_user node "$CTNET" wait web
}

@test "wait: nothing of it is left, by Ctrl-C or by kill -9, to hold the namespace" {
  for how in '-INT -- -' '-KILL '; do
    ip netns add web
    ip link add other up type veth peer name eth0 netns web
    waiting wait web
    until_true "pgrep -f 'ip monitor link address'"
    eval "kill $how$pid"
    wait $pid || :
    ip netns delete web
    until_true '! ip link show other 2>/dev/null'
    run ! pgrep -f 'ip monitor link address'
  done
}
