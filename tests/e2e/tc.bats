#!/usr/bin/env bats
# tc's own words in a container's network.

load helpers

setup() {
  ip netns add web
  ctnet bridge create bridge0 172.18.42.1/16 --quiet
  ctnet attach web bridge0 172.18.42.99/16 --quiet
}
teardown() { clean_host; }

@test "tc: a qdisc is added, found there, replaced, shown and deleted, and nothing is left" {
  before=$(network_state)
  run -0 ctnet -n tc web qdisc add dev eth0 root pfifo limit 7
  [[ $output == *"tc qdisc add dev eth0 root handle "*": pfifo limit 7"* ]]
  unchanged "$before"
  run -0 --separate-stderr ctnet tc web qdisc add dev eth0 root tbf rate 1mbit burst 32kb latency 400ms
  [[ $output =~ ^web\ eth0\ qdisc\ tbf\ [0-9a-f]+:\ root$ ]]
  run -0 --separate-stderr ctnet tc web qdisc add dev eth0 root tbf rate 1mbit burst 32kb latency 400ms
  [[ $stderr == *"is there already"* ]]
  run -4 ctnet tc web qdisc add dev eth0 root pfifo limit 7
  ctnet tc web qdisc replace dev eth0 root tbf rate 3mbit burst 3028 latency 40ms
  run -0 ctnet tc web -s qdisc show dev eth0
  [[ $output == *"rate 3Mbit burst 3027b lat 40ms"*Sent* ]]
  ctnet tc web qdisc del dev eth0 root
  ctnet tc web qdisc del dev eth0 root
  unchanged "$before"
}

@test "tc: an htb with a class, a leaf and filters, and what of it can be taken away" {
  ctnet tc web qdisc add dev eth0 root handle 1: htb default 10
  ctnet tc web class add dev eth0 parent 1: classid 1:10 htb rate 1mbit
  ctnet tc web qdisc add dev eth0 parent 1:10 pfifo limit 7
  ctnet tc web filter add dev eth0 parent 1: protocol ip pref 5 u32 match ip dst 172.18.42.1/32 flowid 1:10
  ip netns exec web ping -c 1 -W 2 172.18.42.1
  ip netns exec web tc -s class show dev eth0 | grep -q 'Sent [1-9]'
  built=$(network_state)
  run -4 ctnet tc web class add dev eth0 parent 1: classid 1:10 htb rate 1mbit
  run -4 ctnet tc web filter add dev eth0 parent 1: protocol ip pref 5 u32 match u32 0 0 flowid 1:10
  run -2 ctnet tc web qdisc del dev eth0 root
  [[ $output == *--force*"ctnet exec web tc qdisc del dev eth0 root"* ]]
  run -2 ctnet tc web qdisc change dev eth0 root htb
  run -3 ctnet tc web qdisc add dev eth9 root pfifo
  run -1 ctnet tc web class add dev eth0 parent 1: classid 1:20 htb rate nothing
  [[ $output == *"rolled back"* ]]
  unchanged "$built"
  ctnet --force tc web qdisc del dev eth0 root
  run -0 ctnet tc web qdisc show dev eth0
  [[ $output != *htb* ]]
}

@test "tc: what the kernel lacks is named, with its module" {
  if modprobe sch_netem 2>/dev/null; then skip "this kernel has netem"; fi
  before=$(network_state)
  run -6 ctnet tc web qdisc add dev eth0 root netem loss 30%
  [[ $output == *"no qdisc netem"*sch_netem* ]]
  unchanged "$before"
}
