#!/usr/bin/env bats
# What is in the way from the start: no room, no rights, an unsafe directory, a lock that somebody holds, names meant to do harm.

load helpers

teardown() {
  rm -rf /run/ctnet /run/elsewhere
  clean_host
}

@test "/run is full: exit 6, nothing changed" {
  ip netns add web
  before=$(network_state)
  run -6 unshare --mount sh -c '
    netns=$(mktemp -d); mount --rbind /run/netns "$netns"
    mount -t tmpfs -o size=64k tmpfs /run && mkdir /run/netns && mount --rbind "$netns" /run/netns
    dd if=/dev/zero of=/run/full bs=4k 2>/dev/null
    ctnet attach web lan --create'
  [[ $output == *"No space left"* || $output == *ENOSPC* ]]
  [[ $output == *"df -h"* ]]
  unchanged "$before"
}

@test "root without CAP_NET_ADMIN: exit 5 before the first step" {
  ip netns add web
  before=$(network_state)
  run -5 setpriv --bounding-set=-net_admin ctnet attach web lan --create
  [[ $output == *CAP_NET_ADMIN* && $output == *sandbox* ]]
  unchanged "$before"
}

@test "/run/ctnet is used only if nobody else can change it" {
  ip netns add web
  for make in 'mkdir -m 777 /run/ctnet' 'mkdir /run/ctnet && chown 65534 /run/ctnet' 'mkdir /run/elsewhere && ln -s elsewhere /run/ctnet'; do
    rm -rf /run/ctnet /run/elsewhere
    sh -c "$make"
    run -5 ctnet attach web lan --create
    [[ $output == *"ctnet: /run/ctnet "* && $output == *"nothing is kept there"* ]]
    [ -z "$(ls -A /run/ctnet)" ]
  done
  run ! ip link show lan
}

@test "an undo that can't be done, because the firewall's lock is held, is listed, exit 7; what is listed does it" {
  command -v iptables-legacy >/dev/null || skip "there is no iptables-legacy"
  mkdir "$BATS_TEST_TMPDIR/legacy"
  for name in iptables ip6tables; do
    for part in '' -restore -save; do ln -s "$(command -v $name-legacy$part)" "$BATS_TEST_TMPDIR/legacy/$name$part"; done
  done
  PATH="$BATS_TEST_TMPDIR/legacy:$PATH"
  iptables -S >/dev/null
  ip6tables -S >/dev/null
  before=$(network_state)
  # After the IPv4 rule somebody takes the lock, so that the IPv6 rule fails and the IPv4 rule can't be taken back.
  mkfifo "$BATS_TEST_TMPDIR/held"
  rm "$BATS_TEST_TMPDIR/legacy/ip6tables-restore"
  cat >"$BATS_TEST_TMPDIR/legacy/ip6tables-restore" <<SH
#!/bin/sh
flock /run/xtables.lock sh -c 'echo >$BATS_TEST_TMPDIR/held; exec sleep 60' 3>&- 9>&- >/dev/null 2>&1 &
read -r _ <$BATS_TEST_TMPDIR/held
echo "refused by the test" >&2
exit 1
SH
  chmod +x "$BATS_TEST_TMPDIR/legacy/ip6tables-restore"
  run -7 --separate-stderr ctnet bridge create lan 10.77.0.1/24 --json
  first=$stderr
  pkill -f 'sleep 60'
  hint=$(node -e 'console.log(JSON.parse(process.argv[1]).error.hint)' "$(grep '"error"' <<<"$first")")
  [[ $hint == *iptables-restore* ]]
  sh -c "${hint#to remove it: }"
  run -0 --separate-stderr ctnet clean
  [[ $stderr == *"rolled back"* ]]
  unchanged "$before"
}

@test "interfaces whose names are meant to do harm are data, and can be taken away" {
  ip netns add web
  before=$(network_state)
  number=0
  for name in 'a$(id)' 'b;reboot' "c'd" 'e"f' '-f' '#g' 'h\i' '*' '`id`'; do
    number=$((number + 1))
    ip -n web link add name "$name" type veth peer name "peer$number"
    run -0 ctnet ls web
    [[ $output == *"$name"* ]]
    run -0 --separate-stderr ctnet detach web --force -- "$name"
    [ "$output" = "web $name" ]
  done
  unchanged "$before"
}

@test "names that nobody should have to read are refused, and nothing is changed" {
  ip netns add web
  before=$(network_state)
  for name in '' ' ' $'a\nb' $'a\e[31m' $'a\u202eb' '../../etc/passwd' "$(printf 'x%.0s' $(seq 300))" '$(touch /run/pwned)'; do
    for line in "attach|$name|lan" "attach|web|$name" "attach|web|lan|$name" "attach|web|lan|--if|$name" "netns|link|web|$name" "bridge|create|$name"; do
      IFS='|' read -r -d '' -a words <<<"$line" || :
      words[-1]=${words[-1]%$'\n'}
      run ctnet "${words[@]}"
      [[ $status == 2 || $status == 3 ]] || { echo "exit $status: ${words[*]}: $output"; false; }
      [[ $output != *$'\e'* && $output != *$'\u202e'* ]]
    done
  done
  [ ! -e /run/pwned ]
  unchanged "$before"
}

@test "a working folder that somebody deleted is not in the way; words that every object knows are no commands" {
  mkdir "$BATS_TEST_TMPDIR/gone"
  run -0 sh -c 'cd "$1" && rmdir "$1" && ctnet bridge show' sh "$BATS_TEST_TMPDIR/gone"
  for word in toString constructor __proto__; do
    run -2 ctnet "$word"
    [[ $output == *"there is no command $word"* ]]
  done
}

@test "output that can't be written: exit 1, whatever it is; a reader that has seen enough: exit 0" {
  ip netns add web
  for line in 'ls' 'ls --json' 'attach web lan --create --dry-run' 'attach web lan --create --explain --json' 'help attach' '--version'; do
    run -1 sh -c "ctnet $line >/dev/full"
    [[ $output == *"can't be written: ENOSPC: no space left"* ]]
  done
  run -1 sh -c 'ctnet attach web lan --create >/dev/full'
  [ -n "$(ip -n web link show eth0)" ]
  # The error that there is comes first, and another program's exit codes are its own.
  run -2 sh -c 'ctnet nothing >/dev/full'
  run -125 sh -c 'ctnet exec --help >/dev/full'
  run -0 bash -c 'exec 4> >(:); wait $!; ctnet attach --help >&4'
  [ -z "$output" ]
}
