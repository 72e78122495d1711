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
}

@test "exec, sandbox: what is ctnet's own failure is 125 to 127, in ctnet's words" {
  ip netns add web
  printf 'no program' >"$BATS_TEST_TMPDIR/file"
  run -125 ctnet exec nobody true
  [[ $output == *"there is no container nobody"* ]]
  run -125 ctnet exec pid:1 true
  run -125 as_user ctnet exec web true
  run -125 ctnet exec --nonsense web true
  run -125 ctnet sandbox --nonsense
  for call in "exec web" exec\ host sandbox; do
    run -127 ctnet $call no-such-program
    [ "${lines[0]}" = "ctnet: there is no program no-such-program" ]
    run -126 ctnet $call "$BATS_TEST_TMPDIR/file"
    [[ ${lines[0]} == "ctnet: "*"can't be run" ]]
  done
  mkdir "$BATS_TEST_TMPDIR/bin"
  ln -s "$(command -v node)" "$BATS_TEST_TMPDIR/bin"
  PATH=$BATS_TEST_TMPDIR/bin run -125 node "$CTNET" sandbox node
  [[ $output == *"install util-linux"* ]]
}

@test "exec, sandbox: with --dry-run, nothing is run" {
  ip netns add web
  run -125 ctnet sandbox -n -- touch "$BATS_TEST_TMPDIR/ran"
  run -125 ctnet exec --explain web touch "$BATS_TEST_TMPDIR/ran"
  [ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

@test "without root: exit 5, with what would permit it" {
  run -5 as_user ctnet attach web bridge0
  [[ $output == *sandbox* ]]
}

@test "sandbox: the host's own files of namespaces are neither seen nor in the way" {
  mkdir -p /etc/netns/theirs
  run -0 as_user ctnet sandbox -- sh -c 'ctnet up star --hosts 1 && ls /etc/netns'
  [[ $output == *star.h1* && $output != *theirs* ]]
  rmdir /etc/netns/theirs
}

@test "sandbox: what root keeps is not seen there, and what is kept there ends with it" {
  ip netns add web
  run -0 ctnet attach web lan --create --keep
  kept=$(md5sum /var/lib/ctnet/kept.json)
  run -0 as_user ctnet sandbox -- sh -ec '
    ip netns add web
    ctnet attach web lan --create --keep && ctnet ls'
  [[ $output == *kept* ]]
  run -0 md5sum /var/lib/ctnet/kept.json
  [ "$output" = "$kept" ]
}

@test "sandbox: attach --keep keeps in the sandbox alone, also where the host has no /var/lib/ctnet" {
  mount -t tmpfs tmpfs /var/lib
  for as in as_user env; do
    run -0 $as ctnet sandbox -- sh -ec '
      ip netns add a
      ctnet attach a lan --create --keep
      grep -q lan /var/lib/ctnet/kept.json'
    [ ! -e /var/lib/ctnet ]
  done
  umount /var/lib
}
