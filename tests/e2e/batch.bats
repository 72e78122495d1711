#!/usr/bin/env bats
# Many commands as one transaction.

load helpers

setup() {
  file="$BATS_TEST_TMPDIR/net.txt"
  # More than a script has file descriptors for.
  for name in web db n1 n2 n3 n4 n5; do ip netns add $name; done
  cat >"$file" <<'END'
# A shop: comments, quotes, a line that goes on, and ctnet's own name are as in a shell.
bridge create bridge0 172.18.42.1/16

ctnet attach 'web' "bridge0" 172.18.42.99/16
attach db \
  bridge0   # the next free one
attach n1 bridge0
attach n2 bridge0
attach n3 bridge0
attach n4 bridge0
attach n5 bridge0 --if eth1
publish web 8080:80
set web:eth0 mtu 1400
END
}
teardown() { clean_host; }

# A batch of these lines.
lines() { printf '%s\n' "$@" | ctnet batch; }

@test "batch: each line is planned on those before it, by one script, and again there is nothing to do" {
  before=$(network_state)
  run -0 --separate-stderr ctnet batch "$file"
  [[ $output == "bridge0 172.18.42.1/16
web eth0 172.18.42.99/16
db eth0 172.18.0.1/16
"*"n5 eth1 172.18.0.6/16
web 80/tcp -> 0.0.0.0:8080
web eth0 "* ]]
  ctnet exec web ping -c 1 -W 2 172.18.0.6
  run -0 ctnet log
  [ "$(grep -c done <<<"$output")" = 1 ]
  after=$(network_state)
  run -0 --separate-stderr ctnet batch "$file" --json
  [[ $stderr == *"the bridge bridge0 is already there"* ]]
  [ "$(jq -r '.results[] | "\(.line) \(.interface)"' <<<"$output" | sed -n 2,3p)" = $'4 eth0\n5 eth0' ]
  unchanged "$after"
  run -0 ctnet log
  [ "$(grep -c done <<<"$output")" = 1 ]
  # What one line removes, the next one may go on from.
  run -0 lines 'unpublish web' 'detach web' 'detach db' 'detach n1' 'detach n2' 'detach n3' 'detach n4' 'detach n5' 'bridge delete bridge0'
  unchanged "$before"
  # The script alone does the same.
  ctnet batch "$file" --dry-run >"$BATS_TEST_TMPDIR/script"
  sh "$BATS_TEST_TMPDIR/script"
  run -0 --separate-stderr ctnet batch "$file"
  [[ $stderr == *"web is already attached"* && $(ctnet log | grep -c done) = 2 ]]
}

@test "batch: all or nothing, and an error names its line" {
  ip netns exec n5 ip link add eth1 type veth peer name eth9
  before=$(network_state)
  run -4 --separate-stderr ctnet batch "$file"
  [[ -z $output && $stderr == "ctnet: $file:11: "*eth1* ]]
  unchanged "$before"
  run -2 lines 'bridge create bridge0 172.18.42.1/16' 'netns link db ../way'
  [[ $output == "ctnet: standard input:2: "* ]]
  run -3 lines '' 'attach web nope'
  [[ $output == "ctnet: standard input:2: there is no bridge nope"* ]]
  run -2 lines 'atach web nope'
  [[ $output == *":1: there is no command atach"*"did you mean attach"* ]]
  run -2 lines 'bridge create bridge0' 'up star'
  [[ $output == *":2: up can't be one of several"* ]]
  run -2 lines 'route web ls'
  [[ $output == *":1: ctnet route web ls changes nothing"* ]]
  run -2 lines 'bridge create bridge0' 'attach web bridge0 --json'
  [[ $output == *":2: --json is for all lines alike"* ]]
  run -2 lines 'attach web bridge0 | tee log'
  run -2 lines "attach 'web bridge0"
  [[ $output == *":1: the quote ' isn't closed"* ]]
  run -2 ctnet batch /nowhere
  unchanged "$before"
}

@test "batch: what is removed goes last, so nothing can be built on it, and that is said" {
  lines 'bridge create bridge0 172.18.42.1/16' 'bridge create bridge1 172.19.42.1/16' 'attach web bridge0' >/dev/null
  before=$(network_state)
  run -4 lines 'detach web eth0' 'attach web bridge1'
  [[ $output == *":2: it builds on what an earlier line removes"*--replace* ]]
  unchanged "$before"
  # What is independent of it may be built.
  run -0 lines 'detach web eth0' 'attach db bridge1'
  run -0 ctnet ls
  [[ $output == *"db "*bridge1* && $output != *web* ]]
}

@test "batch: a file that isn't there is named, without the system's own words" {
  run -2 ctnet batch nofile
  [[ $output == *"there is no file nofile"* && $output != *ENOENT* ]]
}
