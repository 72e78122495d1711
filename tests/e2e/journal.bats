#!/usr/bin/env bats
# What a killed ctnet leaves is taken back by the next command that changes something.

load helpers

setup() { ctnet bridge create bridge0 172.18.42.1/16; }
teardown() { clean_host; }

# What `ctnet log` says of the command that began last, without its time.
last_logged() { ctnet log | tail -n 1 | cut -d' ' -f3-; }

# An `ip` that stops before the container's part of the plan, says its process number, and waits to be killed.
slow_ip() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  mkfifo "$BATS_TEST_TMPDIR/there"
  cat >"$BATS_TEST_TMPDIR/bin/nsenter" <<EOF
#!/bin/sh
case "\$*" in *'ip -batch'*) echo \$\$ >"$BATS_TEST_TMPDIR/there"; exec sleep 60 ;; esac
exec /usr/bin/nsenter "\$@"
EOF
  chmod +x "$BATS_TEST_TMPDIR/bin/nsenter"
}

# An attach that stands still in its middle: $pid, and in it $running.
begun_attach() {
  slow_ip
  PATH="$BATS_TEST_TMPDIR/bin:$PATH" node "$CTNET" attach web bridge0 172.18.42.99/16 3>&- &
  pid=$!
  read -r running <"$BATS_TEST_TMPDIR/there"
}

# An attach that was killed in its middle, with all that it had started.
killed_attach() {
  begun_attach
  kill -9 $pid
  kill -9 "$running"
  wait || :
}

@test "kill -9 in the middle: the next command that only reads says so, the next that changes takes it back" {
  container web
  before=$(network_state)
  killed_attach
  run -0 --separate-stderr ctnet bridge show
  [[ $stderr == *"cut short"* ]]
  [[ $(last_logged) == "in doubt"*"ctnet attach web bridge0 172.18.42.99/16"*"cut short"* ]]
  run -0 --separate-stderr ctnet netns clean
  [[ $stderr == *"rolled back"* ]]
  [[ $(last_logged) == "rolled back"*"ctnet attach web bridge0 172.18.42.99/16"*"by the next command"* ]]
  unchanged "$before"
}

@test "SIGTERM in the middle: rolled back, exit 143" {
  container web
  before=$(network_state)
  begun_attach
  [[ $(last_logged) == running*"ctnet attach web bridge0 172.18.42.99/16" ]]
  kill -TERM $pid
  # The running batch is let end.
  kill "$running"
  code=0
  wait $pid || code=$?
  [ $code = 143 ]
  [[ $(last_logged) == interrupted*"by SIGTERM"* ]]
  unchanged "$before"
}

@test "a damaged entry is named and left alone, a draft is cleared away, and neither is in the way" {
  mkdir -p /run/ctnet/journal/1-2 /run/ctnet/journal/3-4 /run/ctnet/journal/.5-6
  printf '{"argv":' >/run/ctnet/journal/1-2/entry.json
  run -0 --separate-stderr ctnet bridge show
  [[ $stderr == *"rm -r /run/ctnet/journal/1-2"* && $stderr == *"rm -r /run/ctnet/journal/3-4"* ]]
  run -0 --separate-stderr ctnet bridge create other
  [[ $stderr == *"rm -r /run/ctnet/journal/1-2"* ]]
  [ "$(ls -A /run/ctnet/journal)" = $'1-2\n3-4' ]
  rm -r /run/ctnet/journal/*
}

@test "a mark that was cut short stands for all that can be undone" {
  container web
  before=$(network_state)
  killed_attach
  printf '?' >"$(ls -d /run/ctnet/journal/*)/marks"
  run -0 --separate-stderr ctnet netns clean
  [[ $stderr == *"rolled back"* ]]
  unchanged "$before"
}

@test "clean: --dry-run says how a killed command would be ended, and leaves it open; without, it is ended" {
  container web
  before=$(network_state)
  killed_attach
  entry=$(ls -d /run/ctnet/journal/*)
  step=$(tail -n 1 "$entry/marks")
  for option in --dry-run --explain; do
    run -0 --separate-stderr ctnet clean "$option"
    [[ $stderr == *"attach web bridge0"*"steps 1 to $step would first be taken back: see $entry/script"* ]]
    [[ $stderr != *"nothing has lost"* ]]
    [ -e "$entry" ]
  done
  # As if the removal of the plan had begun.
  echo 99 >>"$entry/marks"
  run -0 --separate-stderr ctnet clean -n
  [[ $stderr == *"its removal would first be finished: see $entry/script"* ]]
  sed -i '$d' "$entry/marks"
  echo 'ip link delete dev some' >"$entry/left"
  [[ $(last_logged) == "left behind"*"to remove it: ip link delete dev some" ]]
  run -0 --separate-stderr ctnet clean
  [[ $stderr == *"rolled back"* && $stderr != *"nothing has lost"* ]]
  unchanged "$before"
}

@test "an entry without marks, or without its script's end, is not passed over" {
  container web
  before=$(network_state)
  killed_attach
  entry=$(ls -d /run/ctnet/journal/*)
  cp "$entry/script" "$BATS_TEST_TMPDIR/script"
  : >"$entry/script"
  run -0 --separate-stderr ctnet netns clean
  [[ $stderr == *"was damaged"* && -e $entry ]]
  cp "$BATS_TEST_TMPDIR/script" "$entry/script"
  rm "$entry/marks"
  run -0 --separate-stderr ctnet netns clean
  [[ $stderr == *"rolled back"* ]]
  unchanged "$before"
}

@test "SIGTERM with no room left in /run: all is taken back, exit 143" {
  ip netns add web
  before=$(network_state)
  begun_attach
  mount -t tmpfs -o "remount,nr_inodes=$(df --output=iused /run | tail -1 | tr -d ' ')" tmpfs /run
  kill -TERM $pid
  kill "$running"
  code=0
  wait $pid || code=$?
  mount -t tmpfs -o remount,nr_inodes=100000 tmpfs /run
  [ $code = 143 ]
  unchanged "$before"
}

@test "a lock whose file somebody deleted is not taken for the lock" {
  exec 7>/run/ctnet/lock
  flock 7
  ctnet bridge create other --timeout 20 3>&- 7>&- &
  pid=$!
  until pgrep -x flock >/dev/null; do sleep 0.05; done
  rm /run/ctnet/lock
  exec 7>&-
  wait $pid
  [ -e /run/ctnet/lock ]
}
