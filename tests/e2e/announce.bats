#!/usr/bin/env bats
# Who had an address of another MAC's learns at once that a new container has it.

load helpers

setup() {
  ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64 --quiet
  ip netns add near
  ctnet attach near bridge0 172.18.42.2/16 fd00:42::2/64
}
teardown() { clean_host; }

# What `near` remembers of whoever had the addresses, and believes to be reachable.
remember() {
  for ip in 172.18.42.99 fd00:42::99; do
    ip -n near neigh replace "$ip" lladdr 02:00:00:00:00:99 dev eth0 nud reachable
  done
}

# Waits in the background for one packet that `near` sees: seen NAME FILTER
seen() {
  ip netns exec near timeout 20 tcpdump -lnnc 1 -i eth0 "$2" >"$BATS_TEST_TMPDIR/$1" 2>"$BATS_TEST_TMPDIR/$1.err" 3>&- &
  until grep -q 'listening on' "$BATS_TEST_TMPDIR/$1.err"; do sleep 0.05; done
}

near_pings() { ip netns exec near ping -c 1 -W 1 "$1" >/dev/null; }

@test "announced: a neighbour that remembers another MAC for an address reaches the new container at the first ping" {
  container web
  remember
  seen arp 'arp src host 172.18.42.99'
  arp=$!
  seen na 'src host fd00:42::99 and icmp6 and ip6[40] = 136'
  na=$!
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  near_pings 172.18.42.99
  near_pings fd00:42::99
  wait "$arp" "$na"
  grep -q 'Request who-has 172.18.42.99 .*tell 172.18.42.99' "$BATS_TEST_TMPDIR/arp"
  grep -q 'fd00:42::99 > ff02::1: .*neighbor advertisement, tgt is fd00:42::99' "$BATS_TEST_TMPDIR/na"
}

@test "announced: also when a cable that was pulled is plugged in again" {
  ip netns add web
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64
  ctnet set web:eth0 down mac 02:42:ac:12:2a:77
  remember
  ctnet set web:eth0 up
  near_pings 172.18.42.99
  near_pings fd00:42::99
}

@test "announced: by the printed script too; only what is given is set" {
  ip netns add web
  remember
  ctnet attach web bridge0 172.18.42.99/16 --dry-run >"$BATS_TEST_TMPDIR/attach.sh"
  sh "$BATS_TEST_TMPDIR/attach.sh"
  near_pings 172.18.42.99
  run -0 ctnet exec web -- cat /proc/sys/net/ipv4/conf/eth0/arp_notify /proc/sys/net/ipv6/conf/eth0/ndisc_notify
  [ "$output" = "1
0" ]
}
