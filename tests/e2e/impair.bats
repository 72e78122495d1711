#!/usr/bin/env bats
# Links made worse, and what `tc` and the packets say of it.

load helpers

setup() { ctnet bridge create bridge0 172.18.42.1/16 --quiet; }
teardown() { clean_host; }

# How many milliseconds the slowest of eight packets of 1400 bytes took, sent at once: at 250 kbit/s, once the first two
# are gone, each waits 45 longer than the one before.
slowest() { ip netns exec "$1" ping -q -l 8 -c 8 -s 1372 -W 5 "$2" | sed -n 's|^rtt .*/\([0-9]*\)[.0-9]*/[.0-9]* ms.*|\1|p'; }

@test "impair: a rate holds packets up in each direction, is shown, replaced and cleared, and nothing is left" {
  ip netns add web
  ctnet attach web bridge0 172.18.42.99/16
  before=$(network_state)
  run -0 --separate-stderr ctnet impair web --rate 250kbit
  [ "$output" = "web  eth0  rate=250kbit  -" ]
  run -0 slowest web 172.18.42.1
  [ "$output" -ge 70 ]
  run -0 --separate-stderr ctnet impair web --rate 250kbit
  [[ $stderr == *"impaired so already"* ]]
  ctnet impair web:eth0 --rate 1gbit --ingress
  ctnet impair web --rate 1gbit
  run -0 ctnet impair web
  [ "$output" = "web  eth0  rate=1gbit  rate=1gbit" ]
  ctnet impair web --rate 250kbit --ingress
  run -0 slowest web 172.18.42.1
  [ "$output" -ge 70 ]
  run -0 ctnet impair web --json
  [[ $output == *'"egress":{"rate":"1gbit"},"ingress":{"rate":"250kbit"}'* ]]
  ctnet impair web --clear
  unchanged "$before"
  run -0 --separate-stderr ctnet impair web --clear
  [[ $stderr == *"clear already"* ]]
}

@test "impair: what comes in is held up also where the other end is in another container, and what it takes goes with it" {
  ip netns add a
  ip netns add b
  ctnet ptp a b --quiet
  before=$(network_state)
  ctnet impair a --ingress --rate 250kbit
  run -0 slowest b 10.1.1.1
  [ "$output" -ge 70 ]
  ctnet impair a --ingress --rate 500kbit
  run -0 ctnet impair a
  [ "$output" = "a  eth0  -  rate=500kbit" ]
  run -0 ctnet detach a --dry-run
  [[ $output != *"say which"* ]]
  ctnet impair a --clear
  unchanged "$before"
  ctnet impair a --ingress --rate 250kbit
  ctnet impair b --ingress --rate 250kbit
  ctnet detach a
  run -0 ctnet ls a
  [ "$output" = '' ]
  run -0 ctnet clean
  [[ $output == "link ifb"* ]]
  run -0 ctnet ls b
  [ "$output" = '' ]
}

@test "impair: what this kernel lacks, another's qdisc, and values that are none are refused, and nothing changes" {
  ip netns add web
  ctnet attach web bridge0 172.18.42.99/16
  before=$(network_state)
  if ! modprobe sch_netem 2>/dev/null; then
    ctnet impair web --rate 1mbit
    impaired=$(network_state)
    run -6 ctnet impair web --loss 5%
    [[ $output == *"no qdisc netem"*sch_netem*"rolled back"*"modprobe sch_netem"* ]]
    unchanged "$impaired"
    ctnet impair web --clear
    run -6 ctnet impair web --delay 10ms --ingress
    unchanged "$before"
  fi
  for bad in "--delay 100" "--loss 5" "--loss 101%" "--rate 0mbit" "--jitter 1ms" "--reorder 5%" "--clear --loss 5%" --ingress; do
    run -2 ctnet impair web $bad
  done
  run -3 ctnet impair web:eth7 --loss 5%
  unchanged "$before"
  ip netns exec web tc qdisc add dev eth0 root handle 5: pfifo limit 7
  theirs=$(network_state)
  run -0 ctnet impair web
  [ "$output" = "web  eth0  (pfifo)  -" ]
  run -4 ctnet impair web --rate 1mbit
  [[ $output == *pfifo*--force* ]]
  run -0 ctnet impair web --clear
  unchanged "$theirs"
  ctnet impair web --rate 1mbit --force
  ctnet attach web bridge0 172.18.42.100/16 --if eth1
  run -2 ctnet impair web --rate 1mbit
  [[ $output == *"eth0 and eth1"* ]]
}

@test "impair: the printed script does the same without ctnet, and takes back what a failing step leaves" {
  ip netns add web
  ctnet attach web bridge0 172.18.42.99/16
  ctnet impair web --rate 1mbit
  before=$(network_state)
  ctnet impair web --rate 2mbit --dry-run >"$BATS_TEST_TMPDIR/impair.sh"
  sed 's/ rate 2mbit/ rate 2nothing/' "$BATS_TEST_TMPDIR/impair.sh" >"$BATS_TEST_TMPDIR/broken.sh"
  run -1 sh "$BATS_TEST_TMPDIR/broken.sh"
  unchanged "$before"
  PATH=/usr/sbin:/usr/bin:/sbin:/bin sh "$BATS_TEST_TMPDIR/impair.sh"
  run -0 ctnet impair web
  [ "$output" = "web  eth0  rate=2mbit  -" ]
}
