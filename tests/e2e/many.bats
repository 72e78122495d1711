#!/usr/bin/env bats
# Many at once: nothing is lost, nothing is given twice, nothing hangs.

load helpers

teardown() { clean_host; }

@test "100 containers attached at the same time get 100 different addresses" {
  ctnet bridge create bridge0 172.18.42.1/16
  for n in $(seq 100); do ip netns add "n$n"; done
  seq 100 | xargs -P 100 -I{} ctnet attach n{} bridge0 auto --timeout 300 >"$BATS_TEST_TMPDIR/lines"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" = 100 ]
  [ "$(cut -d' ' -f3 "$BATS_TEST_TMPDIR/lines" | sort -u | wc -l)" = 100 ]
  [ "$(for n in $(seq 100); do ip -n "n$n" -o -4 address show eth0; done | awk '{print $4}' | sort -u | wc -l)" = 100 ]
}

# Whatever comes out of a race is an error that ctnet means: never a fault of its own, never something left behind.
either() { "$@" >>"$BATS_TEST_TMPDIR/said" 2>&1 || case $? in 1 | 3 | 4 | 5 | 6) ;; *) echo "exit $?: $*" >>"$BATS_TEST_TMPDIR/odd" ;; esac; }

@test "attach, detach, docker rm -f and a restart of dockerd at the same time leave nothing stale" {
  before=$(network_state)
  ctnet bridge create bridge0 172.18.42.1/16
  for round in 1 2 3; do
    jobs=
    for n in 1 2 3; do
      container "c$n"
      either ctnet attach "c$n" bridge0 & jobs="$jobs $!"
      either ctnet detach "c$n" --all & jobs="$jobs $!"
      either ctnet attach "c$n" bridge0 --if eth7 & jobs="$jobs $!"
    done
    { docker rm -f c1 >/dev/null 2>&1 || :; } & jobs="$jobs $!"
    if [ $round = 2 ]; then sh tests/e2e/engine.sh restart 3>&- & jobs="$jobs $!"; fi
    # shellcheck disable=SC2086
    wait $jobs
    docker ps -aq | xargs -r docker rm -f >/dev/null
  done
  [ ! -e "$BATS_TEST_TMPDIR/odd" ] || { cat "$BATS_TEST_TMPDIR/odd" "$BATS_TEST_TMPDIR/said"; false; }
  # The kernel takes a dead namespace's links down in its own time, and has no event for it.
  for n in $(seq 50); do [ -n "$(ip -o link show master bridge0)" ] || break; sleep 0.1; done
  [ -z "$(ip -o link show master bridge0)" ]
  ctnet bridge delete bridge0
  unchanged "$before"
}

@test "a lock's holder that hangs is named, with its command line and age, and exit 8" {
  ip netns add web
  ctnet bridge create bridge0 172.18.42.1/16
  mkfifo "$BATS_TEST_TMPDIR/there"
  mkdir "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\ncase "$*" in *"ip -batch"*) echo >%s; exec sleep 60 ;; esac\nexec /usr/bin/nsenter "$@"\n' \
    "$BATS_TEST_TMPDIR/there" >"$BATS_TEST_TMPDIR/bin/nsenter"
  chmod +x "$BATS_TEST_TMPDIR/bin/nsenter"
  PATH="$BATS_TEST_TMPDIR/bin:$PATH" node "$CTNET" attach web bridge0 172.18.42.9/16 3>&- &
  holder=$!
  read -r _ <"$BATS_TEST_TMPDIR/there"
  kill -STOP $holder
  run -8 ctnet bridge create other --timeout 1
  [[ $output =~ "ctnet attach web bridge0 172.18.42.9/16".*"process $holder".*second ]]
  kill -CONT $holder
  pkill -f 'sleep 60'
  wait $holder || :
}
