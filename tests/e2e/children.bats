#!/usr/bin/env bats
# What an attach costs is Node's start and few processes: three children, whose number the benchmark prints too.

load helpers

setup() {
  ctnet bridge create bridge0 172.18.42.1/16
  export CHILDREN="$BATS_TEST_TMPDIR/children"
}
teardown() { clean_host; }

counted() { node --require ./tests/bench/count-children.cjs "$CTNET" "$@"; }

@test "children: an attach starts flock, one shell that looks and one that applies" {
  container web
  counted attach web bridge0 172.18.42.99/16
  cat "$CHILDREN"
  [ "$(wc -l <"$CHILDREN")" = 3 ]
  grep -q flock "$CHILDREN"
  grep -q 'ip -j' "$CHILDREN"
  grep -q '/script apply$' "$CHILDREN"
}

@test "children: what is so already, and what is only shown, takes one less each" {
  ip netns add web
  ctnet attach web bridge0 172.18.42.99/16
  counted attach web bridge0 172.18.42.99/16
  [ "$(wc -l <"$CHILDREN")" = 2 ]
  rm "$CHILDREN"
  counted attach web bridge0 172.18.42.99/16 --dry-run
  [ "$(wc -l <"$CHILDREN")" = 1 ]
}
