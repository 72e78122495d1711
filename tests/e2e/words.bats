#!/usr/bin/env bats
# What ctnet answers to words that it doesn't know, and where a program or a folder isn't there.

load helpers

teardown() { clean_host; }

@test "help: also as a command; a command that isn't there is told from the one that was probably meant" {
  run -0 ctnet help
  [ "$output" = "$(ctnet --help)" ]
  run -0 ctnet help bridge
  [ "$output" = "$(ctnet bridge --help)" ]
  run -0 ctnet help bridge create
  [ "$output" = "$(ctnet bridge create --help)" ]
  run -2 ctnet brige create lan
  [[ $output == *"did you mean bridge?" ]]
  run -2 ctnet bridge creat lan
  [[ $output == *"did you mean bridge create?" ]]
}

@test "attach: a gateway's word beside another gateway" {
  run -2 ctnet attach web bridge0 --gateway auto --gateway none
  [[ $output == *"--gateway auto stands alone"* ]]
}

@test "version: behind a command too, which isn't run" {
  for command in ls sandbox "bridge create lan"; do
    run -0 ctnet $command --version
    [ "$output" = "$(ctnet --version)" ]
  done
  run -3 ctnet bridge show lan
}

@test "without nsenter: exit 6 before the first step, with what to install" {
  ip netns add web
  ctnet bridge create bridge0 172.18.42.1/16
  mkdir "$BATS_TEST_TMPDIR/bin"
  for program in node sh ip flock awk grep iptables; do ln -s "$(command -v $program)" "$BATS_TEST_TMPDIR/bin"; done
  before=$(network_state)
  PATH=$BATS_TEST_TMPDIR/bin run -6 node "$CTNET" attach web bridge0
  [[ $output == *nsenter*"install util-linux"* ]]
  PATH=$BATS_TEST_TMPDIR/bin run -125 node "$CTNET" exec web ip link
  [[ $output == *"install util-linux"* ]]
  unchanged "$before"
}

@test "an ordinary user in a folder that they mustn't enter" {
  mkdir -m 700 "$BATS_TEST_TMPDIR/closed"
  cd "$BATS_TEST_TMPDIR/closed"
  run -0 as_user ctnet bridge show
}
