#!/usr/bin/env bats
# `npm run demo`, as an ordinary user: it shows the main job and leaves the host as it was.

load helpers

setup() {
  user_home=$(mktemp -d)
  chown 65534:65534 "$user_home"
}

teardown() {
  rm -rf "$user_home"
  clean_host
}

demo() { as_user HOME="$user_home" "$@"; }

@test "demo: packets arrive, everything goes, and the host is as it was" {
  before=$(network_state)
  run -0 --separate-stderr demo npm run --silent demo </dev/null
  [[ $output != *$'\e'* ]]
  [[ $output == *"link add name veth"*"peer name eth0"* ]]
  [[ $output == *"web eth0 172.17.42.99/16"* ]]
  [[ $output == *", 0% packet loss"* ]]
  [[ $output == *"is taken, by "*"exit code 4"* ]]
  links=${output##*'ip -brief link'}
  [ "$(grep -c . <<<"${links%%#*}")" = 1 ]
  [[ $links == *"lo "* ]]
  unchanged "$before"
}

@test "demo: colours on a terminal only, and not with NO_COLOR" {
  run -0 demo TERM=xterm script -qec 'npm run --silent demo' /dev/null
  [[ $output == *$'\e[1m$ ip netns add web'* ]]
  run -0 demo TERM=xterm NO_COLOR=1 script -qec 'npm run --silent demo' /dev/null
  [[ $output != *$'\e'* ]]
}

@test "demo: what is missing is named to an ordinary user, with what to type" {
  run -1 demo sh -c '. scripts/setup.sh; need_packages iproute2 ctnet-no-such-package'
  [ "$output" = "missing: ctnet-no-such-package; install with: sudo apt-get install ctnet-no-such-package" ]
}
