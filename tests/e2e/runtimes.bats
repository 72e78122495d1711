#!/usr/bin/env bats
# Containers of each runtime, real ones: what can be done with them is the same for all.

load helpers
load runtimes

teardown() {
  [ -z "${in_use-}" ] || end
  clean_host
}

# Skips the test, and says why, where the runtime can't be had: with RUNTIME[-service]
with() {
  use "$1" >"$BATS_TEST_TMPDIR/reason" || skip "$1: $(cat "$BATS_TEST_TMPDIR/reason")"
  in_use=$1
  runtime=${1%-service}
  ctnet bridge create bridge0 172.18.42.1/16
}

# Until a ctnet that waits listens, and asks nothing any more: four looks in a row find no child of it.
until_idle() {
  local quiet=0
  while [ "$quiet" -lt 4 ]; do
    kill -0 "$1"
    sleep 0.05
    if readlink /proc/"$1"/fd/* | grep -q inotify && [ -z "$(cat "/proc/$1/task/$1/children")" ]; then quiet=$((quiet + 1)); else quiet=0; fi
  done
}

life() {
  with "$1"
  start web
  start db
  [ "$(ctnet attach web bridge0 172.18.42.99/16)" = 'web eth0 172.18.42.99/16' ]
  [ "$(ctnet attach "$runtime:db" bridge0 172.18.42.98/16)" = 'db eth0 172.18.42.98/16' ]
  run -0 --separate-stderr ctnet attach "$runtime:web" bridge0 172.18.42.99/16
  [[ $stderr == *'already attached'* ]]
  inside web ping -c 1 -W 2 172.18.42.98
  case $runtime in
  docker | podman)
    names=$("$runtime" exec web cat /etc/hosts /etc/hostname /proc/sys/kernel/hostname)
    ctnet dns "$runtime:web" --hostname www --host db=172.18.42.98
    [ "$("$runtime" exec web hostname)" = www ]
    "$runtime" exec web ping -c 1 -W 2 db
    ctnet dns web --reset
    [ "$("$runtime" exec web cat /etc/hosts /etc/hostname /proc/sys/kernel/hostname)" = "$names" ]
    ;;
  *) run -4 ctnet dns web ;;
  esac
  run -0 --separate-stderr ctnet link "$runtime:web" "$runtime:db:shop" --port 80
  case $runtime in
  docker | podman) "$runtime" exec web ping -c 1 -W 2 shop ;;
  *) [[ $stderr == *"web doesn't learn the name shop: "*"add: 172.18.42.98 shop"* ]] ;;
  esac
  ctnet unlink "$runtime:web" "$runtime:db"
  case $runtime in docker | podman) run ! "$runtime" exec web grep shop /etc/hosts ;; esac
  ctnet ptp web "$runtime:db" 10.1.1.1 10.1.1.2
  inside db ping -c 1 -W 2 10.1.1.1
  [ "$(ctnet ls | grep -w eth0 | tr -s ' ' | cut -d' ' -f1-3 | sort)" = $'db eth0 172.18.42.98/16\nweb eth0 172.18.42.99/16' ]
  run -0 ctnet inspect web
  [[ $output == *"\"$runtime\""*172.18.42.99* ]]
  [ "$(ctnet detach web eth0)" = 'web eth0' ]
  run ! inside web ip link show eth0
  ctnet attach web bridge0 172.18.42.97/16 --if eth2 --gateway none --dry-run >"$BATS_TEST_TMPDIR/script"

  stop web
  run -3 ctnet attach web bridge0
  [[ $output == *'web is not running'*"$starting"* ]]

  # The time limit is below the pause after which it is looked without an event.
  case $1 in
  podman | nspawn)
    ctnet attach "$runtime:web" bridge0 172.18.42.99/16 --wait --timeout 8 >"$BATS_TEST_TMPDIR/said" 3>&- &
    waiting=$!
    until_idle $waiting
    again web
    wait $waiting
    ;;
  *)
    again web
    ctnet attach web bridge0 172.18.42.99/16 >"$BATS_TEST_TMPDIR/said"
    ;;
  esac
  [ "$(cat "$BATS_TEST_TMPDIR/said")" = 'web eth0 172.18.42.99/16' ]
  inside web ping -c 1 -W 2 172.18.42.98
  # A script finds it by name, so that it outlives a restart.
  sh "$BATS_TEST_TMPDIR/script"
  host_pings 172.18.42.97

  # A service that was killed leaves its socket; the command answers for it.
  [ "$1" = podman-service ] || return 0
  kill -KILL "$service"
  wait "$service" || [ -S /run/podman/podman.sock ]
  [ "$(ctnet detach db eth0)" = 'db eth0' ]
}

neighbours() {
  with "$1"
  start web
  start side web
  start open host
  run -0 --separate-stderr ctnet attach side bridge0 172.18.42.99/16
  [[ $stderr == *'shared with web'* ]]
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.99/16 --json
  [[ $output == *'"sharedWith":["side"]'* ]]
  host_pings 172.18.42.99
  run -4 ctnet attach open bridge0
  [[ $output == *"only the host's"* ]]
  [ "$(ctnet ls | wc -l)" = 1 ]
  run -3 ctnet attach "$runtime:nobody" bridge0
  run -3 ctnet attach "$runtime:../web" bridge0
}

for runtime in docker podman podman-service lxc nspawn; do
  bats_test_function --description "runtimes: $runtime: attached, listed, detached, and again after a restart" -- life "$runtime"
done
for runtime in podman podman-service lxc nspawn; do
  bats_test_function --description "runtimes: $runtime: a shared network, the host's, and no such container" -- neighbours "$runtime"
done

@test "runtimes: podman: it makes nodes of a lab, and makes them anew, without a hold on the lock" {
  with podman
  cat >"$BATS_TEST_TMPDIR/shop.yml" <<'END'
nodes:
  web:
    image: base
    runtime: podman
    command: [sh, -c, "trap exit TERM; while :; do sleep 3600 & wait; done"]
    services: nc -ll -p 81 -e echo served
    env: { COLOUR: green }
  r1:
links: web -- r1
END
  before=$(network_state)
  ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  flock --nonblock /run/ctnet/lock true
  run -0 ctnet ping shop
  [ "$(podman exec shop.web hostname)" = web ]
  podman exec shop.web ping -c 1 -W 2 r1
  until [ "$(ctnet exec shop/r1 busybox nc -w 2 web 81 </dev/null)" = served ]; do sleep 0.1; done
  podman restart -t 0 shop.web 3>&-
  run -10 ctnet status shop
  [[ $output == *"r1:eth0 web:eth0 is missing"* ]]
  run -0 ctnet restart shop
  stop shop.web
  run -10 ctnet diff shop
  [[ $output == *"web has stopped"* ]]
  run -0 ctnet restart shop
  run -0 ctnet status shop
  podman exec shop.web ping -c 1 -W 2 r1
  sed 's/green }/blue }\n    exec: "false"/' "$BATS_TEST_TMPDIR/shop.yml" >"$BATS_TEST_TMPDIR/bad.yml"
  run -1 ctnet up "$BATS_TEST_TMPDIR/bad.yml" --name shop
  [[ $output == *"everything was rolled back"* ]]
  [ "$(podman exec shop.web sh -c 'echo $COLOUR')" = green ]
  run -0 ctnet status shop
  run -0 ctnet ping shop
  sed -i 's/green/blue/' "$BATS_TEST_TMPDIR/shop.yml"
  run -0 ctnet up "$BATS_TEST_TMPDIR/shop.yml"
  [ "$(podman exec shop.web sh -c 'echo $COLOUR')" = blue ]
  run -0 ctnet ping shop
  until [ "$(ctnet exec shop/r1 busybox nc -w 2 web 81 </dev/null)" = served ]; do sleep 0.1; done
  ctnet down shop
  [ -z "$(podman ps -aq)" ]
  unchanged "$before"
}
