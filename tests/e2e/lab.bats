#!/usr/bin/env bats
# Labs of topologies: every host reaches every host the moment `up` returns, and nothing is left after `down`.

load helpers

teardown() {
  ctnet down --all >/dev/null 2>&1 || :
  clean_host
}

# Every pair is asked, in both families; afterwards the host is as it was.
whole() {
  before=$(network_state)
  run -0 ctnet up "$@" --name lab
  run -0 ctnet ping lab
  [[ $output != *" no"* ]]
  run -0 ctnet status lab
  run -0 ctnet diff lab
  [ -z "$output" ]
  run -0 --separate-stderr ctnet up "$@" --name lab
  [[ $stderr == *already* ]]
  ctnet down lab
  unchanged "$before"
}

@test "lab: star, in which every host reaches every host" { whole star; }
@test "lab: chain" { whole chain --routers 3; }
@test "lab: ring" { whole ring --routers 5 --hosts 1; }
@test "lab: mesh" { whole mesh --routers 3 --hosts 1; }
@test "lab: tree" { whole tree; }
@test "lab: grid" { whole grid --rows 2 --columns 3; }
@test "lab: clos" { whole clos --spines 2 --leaves 3; }
@test "lab: dumbbell, with one slow cable in the middle" {
  whole dumbbell --rate 10
}

@test "lab: up again makes only what differs, and diff says what" {
  ctnet up chain --routers 1
  ctnet up star
  inode=$(stat -L -c %i /var/run/netns/star.h1)
  run -10 ctnet diff star --hosts 4
  [[ $output == *"star/h4 is missing"* ]]
  run -0 ctnet up star --hosts 4
  [ "$(stat -L -c %i /var/run/netns/star.h1)" = "$inode" ]
  run -0 ctnet ping star
  ctnet up star --hosts 1 --subnet 10.77.0.0/24
  [ ! -e /var/run/netns/star.h2 ]
  [ "$(stat -L -c %i /var/run/netns/star.h1)" = "$inode" ]
  run -0 ctnet exec star/h1 ip -4 -o address show dev eth0
  [[ $output == *10.77.0.1/24* ]]
  ctnet down star
  # The other lab isn't concerned.
  run -0 ctnet ping
}

@test "lab: a cable is pulled and plugged in again, a namespace is deleted and put back" {
  ctnet up chain
  ctnet set chain/h1:eth0 down
  run -10 ctnet ping chain
  run -10 ctnet status chain
  [[ $output == *"chain/h1 "* ]]
  ctnet restart chain
  run -0 ctnet ping chain
  ip netns delete chain.r1
  run -10 ctnet status chain
  run -0 ctnet restart chain r1
  run -0 ctnet ping chain
  run -3 ctnet restart chain nobody
  run -125 ctnet exec chain/nobody true
}

@test "lab: a node that isn't there is missed as its lab's" {
  ctnet up chain
  run -125 --separate-stderr ctnet exec chain/r9 true
  [[ $stderr == *"chain has no node r9"* ]]
  run -3 --separate-stderr ctnet set chian/r1:eth0 down
  [[ $stderr == *"there is no lab chian"* ]]
  ip netns delete chain.r1
  run -3 --separate-stderr ctnet impair chain/r1 --rate 1mbit
  [[ $stderr == *"chain/r1 isn't there any more"*"ctnet restart chain r1"* ]]
}

@test "lab: 200 routers in a ring are up, and what takes long shows a progress bar on the terminal, and nowhere else" {
  before=$(network_state)
  run -0 --separate-stderr ctnet up ring --routers 200
  [ "$output" = "ring 200 nodes 200 links" ]
  [ -z "$stderr" ]
  run -0 ip netns exec ring.r1 ping -c 1 -W 2 -I 10.0.1.1 10.0.100.1
  ctnet up ring --routers 199
  ctnet down ring
  printf '%s\n' 'nodes: { a: { exec: sleep 2 }, b: }' 'links: [a -- b]' >"$BATS_TEST_TMPDIR/slow.yml"
  TERM=xterm run -0 script -qec "ctnet up $BATS_TEST_TMPDIR/slow.yml" /dev/null
  [[ $output == *"█"*"steps"*"slow 2 nodes"* ]]
  ctnet down slow
  unchanged "$before"
}

@test "lab: exported, it is a script that makes it without ctnet, and a file that makes the same again" {
  ctnet up clos --spines 2 --leaves 2
  run -0 ctnet export clos --format script
  printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/clos.sh"
  run -0 ctnet export clos
  printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/clos.yml"
  run -0 --separate-stderr ctnet up "$BATS_TEST_TMPDIR/clos.yml"
  [ "$output" = "clos 6 nodes 6 links" ]
  ctnet down clos
  sh "$BATS_TEST_TMPDIR/clos.sh"
  run -0 ctnet status
  run -0 ctnet ping clos
}

@test "lab: one that is up isn't turned into another unasked; its file may move" {
  file=$BATS_TEST_TMPDIR/x.yml
  printf '%s\n' 'links: a -- b' 'nodes:' '  a:' '  b:' >"$file"
  ctnet up "$file"
  before=$(network_state)
  run -4 ctnet up star --name x
  [[ $output == *"of the file $file"*"ctnet down x"*"--name"*"--force"* ]]
  run -4 ctnet up --name x -n chain
  unchanged "$before"
  mv "$file" "$BATS_TEST_TMPDIR/moved.yml"
  echo '  c:' >>"$BATS_TEST_TMPDIR/moved.yml"
  run -0 ctnet up "$BATS_TEST_TMPDIR/moved.yml" --name x
  run -0 ctnet up --name x star --force
  run -0 ctnet up star --name x --hosts 4
  run -4 ctnet up chain --name x
  [[ $output == *"is a star"* ]]
  run -4 ctnet up "$BATS_TEST_TMPDIR/moved.yml" --name x
  run -0 ctnet ping x
  ctnet down x
}

@test "lab: what can't be made is refused, and nothing changes" {
  ip netns add star.h2
  before=$(network_state)
  run -4 ctnet up star
  [[ $output == *"star.h2"* && $output == *"--name"* ]]
  unchanged "$before"
  run -3 ctnet up nosuch
  run -2 ctnet up star --hosts 0
  run -2 ctnet up star --hsots 4
  run -3 ctnet down nosuch
  run -2 ctnet down
  run -3 ctnet ping
  unchanged "$before"
}

@test "lab: several are taken down as one change, or none" {
  before=$(network_state)
  ctnet up star
  ctnet up chain
  run -3 ctnet down star nowhere
  run -0 ctnet status star
  run -0 --separate-stderr ctnet down star chain
  [ "$(sort <<<"$output")" = $'chain\nstar' ]
  unchanged "$before"
}
