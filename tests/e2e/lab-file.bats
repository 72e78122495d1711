#!/usr/bin/env bats
# Labs out of files: the examples hold what they expect, a file that changed is seen, and what is wrong has its place.

load helpers

teardown() {
  ctnet down --all >/dev/null 2>&1 || :
  clean_host
}

# It is as it expects to be; afterwards the host is as it was: holds LAB [UP-ARG…]
holds() {
  before=$(network_state)
  ctnet up "examples/$1.yml" "${@:2}"
  run -0 ctnet test "$1"
  [[ $output == "ok "* && $output != *"not ok"* ]]
  run -0 ctnet diff "$1"
  [ -z "$output" ]
  ctnet down "$1"
  unchanged "$before"
}

@test "lab file: two hosts" { holds two-hosts; }
@test "lab file: a triangle of routers, with narrow cables" { holds triangle; }
@test "lab file: a small clos" { holds clos; }
@test "lab file: an office behind a router that hides it" { holds office; }
@test "lab file: a web server in a container" { holds web --set image=base; }

@test "lab file: what is set and what changes in it is seen, from any folder" {
  lab=$BATS_TEST_TMPDIR/pair.yml
  printf '%s\n' 'vars: { rate: 2mbit }' 'nodes: { a: , b: }' 'links:' \
    "  - { ends: a -- b, rate: '\${rate}' }" 'expect: [ping a b, not tcp a b:9]' >"$lab"
  (cd "$BATS_TEST_TMPDIR" && ctnet up --set rate=1mbit pair.yml)
  run -0 ctnet exec pair/a tc qdisc show dev eth0
  [[ $output == *"rate 1Mbit"* ]]
  run -0 ctnet diff pair
  [ -z "$output" ]
  run -10 ctnet diff "$lab"
  run -0 ctnet test pair
  sed -i 's/b: }/b: , c: }/' "$lab"
  echo 'links2: x' >>"$lab"
  run -2 --separate-stderr ctnet diff pair
  [[ $stderr == *"$lab:6:1: there is no key links2"*"did you mean links?"* ]]
  sed -i '$d' "$lab"
  run -10 ctnet diff pair
  [[ $output == *pair/c* ]]
  ctnet down pair
}

@test "lab file: what is wrong is refused, all of it, and nothing is made" {
  before=$(network_state)
  printf '%s\n' 'nodes: { h1: , r1: }' 'links:' '  - h1 -- r2' '  - r1 10.0.0.0/24 -- h1' >"$BATS_TEST_TMPDIR/lab.yml"
  run -2 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/lab.yml"
  [[ $stderr == *"lab.yml:4:5: 10.0.0.0/24 is the network's own address"* ]]
  run -2 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/nowhere.yml"
  [[ $stderr == *"there is no lab file"* ]]
  run -2 ctnet up examples/two-hosts.yml --set nothing=1
  run -2 ctnet up examples/two-hosts.yml --set nothing
  run -2 ctnet up star --set hosts=1
  run -3 ctnet up --name star nosuch
  unchanged "$before"
}

@test "lab file: one that is code is run as root only once it is trusted" {
  cat >"$BATS_TEST_TMPDIR/star.ts" <<'END'
import { defineLab } from 'ctnet'
const hosts: string[] = ['h1', 'h2']
export default defineLab({
  nodes: { sw: { switch: true }, ...Object.fromEntries(hosts.map((name) => [name, {}])) },
  links: hosts.map((name) => `${name} -- sw`),
  expect: ['ping h1 h2', 'exec host test -d /run/ctnet'],
})
END
  run -5 ctnet up "$BATS_TEST_TMPDIR/star.ts"
  [[ $output == *"ctnet config trust"* && $output != *--no-config* ]]
  ctnet config trust "$BATS_TEST_TMPDIR/star.ts"
  ctnet up "$BATS_TEST_TMPDIR/star.ts"
  run -0 ctnet test star
  [ "$output" = $'ok ping h1 h2\nok exec host test -d /run/ctnet' ]
  ctnet down star
  ctnet config untrust "$BATS_TEST_TMPDIR/star.ts"
}
