#!/usr/bin/env bats
# A private network host for an ordinary user, and programs in a container's network.

load helpers

teardown() { clean_host; }

@test "sandbox: an ordinary user attaches two namespaces to a bridge and pings, and nothing is left" {
  before=$(network_state)
  run -0 as_user ctnet sandbox -- sh -ec '
    ip netns add a; ip netns add b
    ctnet attach a lan --create; ctnet attach b lan
    ctnet exec a ping -c 1 -W 2 $(ip -n b -4 -o addr show eth0 | sed "s/.*inet \([0-9.]*\).*/\1/")'
  [[ $output == *" 0% packet loss"* ]]
  unchanged "$before"
}

@test "sandbox: background processes end with it, and its program's exit code is passed on" {
  run -7 as_user ctnet sandbox -- sh -c 'sleep 4321 & exit 7'
  run -1 pgrep -f 'sleep 4321'
}

@test "exec: the host's program sees the container's interfaces, /sys and hosts; its exit code is passed on" {
  container web --add-host db:192.168.5.9
  run -0 ctnet exec web ls /sys/class/net
  [ "$output" = lo ]
  run -0 ctnet exec web grep db /etc/hosts
  [[ $output == *192.168.5.9* ]]
  run -7 ctnet exec web -- sh -c 'exit 7'
  run -127 ctnet exec web no-such-program
}

@test "without root: exit 5, with what would permit it" {
  run -5 as_user ctnet attach web bridge0
  [[ $output == *sandbox* ]]
}
