#!/usr/bin/env bats
# rule: packets that take another gateway by where they come from, in both families; on real containers.

load helpers

teardown() { clean_host; }

# One packet from an address of web's: answers FROM TO.
answers() { docker exec web ping -c 1 -W 1 -I "$1" "$2" >/dev/null; }

@test "rule: what is sent from one address takes the gateway of a second table; asked again, replaced, deleted" {
  container web
  ip netns add router
  ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64
  ctnet attach web bridge0 172.18.42.99/16 172.18.42.98/16 fd00:42::99/64 fd00:42::98/64
  ctnet attach router bridge0 172.18.42.7/16 fd00:42::7/64 --gateway none
  ip -n router address add 10.9.0.1/32 dev lo
  ip -n router address add fd00:9::1/128 dev lo
  # The usual gateway lets nothing through there, whatever the test host forwards.
  ip route add blackhole 10.9.0.1
  ip route add blackhole fd00:9::1
  before=$(network_state)
  ctnet route web add default via 172.18.42.7 table 77
  ctnet route web add default via fd00:42::7 table 77
  run ! answers 172.18.42.98 10.9.0.1
  run -0 ctnet rule web add from 172.18.42.98 lookup 77
  [ "$output" = "web priority 32765 from 172.18.42.98 lookup 77" ]
  run -0 ctnet rule web add not to fd00:42::/64 from fd00:42::98 table 77 pref 100
  [ "$output" = "web priority 100 not from fd00:42::98 to fd00:42::/64 lookup 77" ]
  ctnet rule web replace from fd00:42::98 lookup 77 priority 99
  ctnet rule web del not from fd00:42::98 to fd00:42::/64
  answers 172.18.42.98 10.9.0.1
  answers fd00:42::98 fd00:9::1
  run ! answers 172.18.42.99 10.9.0.1
  run ! answers fd00:42::99 fd00:9::1
  run -0 ctnet rule web
  [ "$output" = "web priority 0 lookup local
web priority 32765 from 172.18.42.98 lookup 77
web priority 32766 lookup main
web priority 32767 lookup default
web priority 0 lookup local -6
web priority 99 from fd00:42::98 lookup 77
web priority 32766 lookup main -6" ]
  run -0 ctnet rule web ls table 77 -6
  [ "$output" = "web priority 99 from fd00:42::98 lookup 77" ]
  run -0 --separate-stderr ctnet rule web add from 172.18.42.98 lookup 77
  [[ $stderr == *"has that rule already"* ]]
  run -4 ctnet rule web add from 172.18.42.98 lookup 78
  [[ $output == *"rule web replace priority 32765 from 172.18.42.98 lookup 78"* ]]
  ctnet rule web replace from 172.18.42.98 lookup 78
  run ! answers 172.18.42.98 10.9.0.1
  ctnet rule web del from 172.18.42.98
  ctnet rule web del pref 99 -6
  run -0 --separate-stderr ctnet rule web del from 172.18.42.98
  [[ $stderr == *"nothing to do"* ]]
  ctnet route web del default table 77
  ctnet route web del default table 77 -6
  unchanged "$before"
}

@test "rule: what can't be is refused, each with its own error, and nothing changes" {
  ip netns add web
  ip -n web rule add priority 100 from 10.9.0.0/16 lookup 77
  ip -n web rule add priority 100 from 10.8.0.0/16 lookup 77
  ip -n web rule add priority 200 lookup main suppress_prefixlength 0
  ip rule add priority 300 from 10.9.0.0/16 lookup 77 protocol static
  before=$(network_state)
  run -4 ctnet rule web del priority 0
  [[ $output == *"the kernel's own"*--force* ]]
  run -4 ctnet rule host del priority 300
  [[ $output == *--force* ]]
  run -4 ctnet rule web del priority 200 --force
  [[ $output == *"suppress_prefixlen 0"*"ip rule del priority 200"* ]]
  run -4 ctnet rule web add priority 100 lookup 77
  [[ $output == *"could take for it"*"another priority"* ]]
  run -2 ctnet rule web del lookup 77
  [[ $output == *"10.9.0.0/16"*"10.8.0.0/16"*priority* ]]
  run -4 ctnet rule web replace from 10.9.0.0/16 lookup 78
  for words in '' 'from 10.1.0.1' 'not lookup 77' 'form 10.1.0.1 lookup 77' 'from 10.1.0.1 lookup' \
    'from 10.1.0.1 to fd00::1 lookup 77' 'tos 0x28 lookup 77' 'from 10.1.0.1/16 lookup 77'; do
    # shellcheck disable=SC2086
    run -2 ctnet rule web add $words
  done
  run -2 ctnet rule web del
  run -2 ctnet rule web flush
  unchanged "$before"
  ctnet rule web add priority 400 lookup 77 --dry-run >"$BATS_TEST_TMPDIR/script"
  sh "$BATS_TEST_TMPDIR/script"
  run -4 sh "$BATS_TEST_TMPDIR/script"
  ctnet rule web del priority 400
  unchanged "$before"
  ctnet rule host del priority 300 --force
  ip rule add priority 301 lookup 77
  ctnet rule host del priority 301
  [ "$(ip rule show priority 300; ip rule show priority 301)" = '' ]
}
