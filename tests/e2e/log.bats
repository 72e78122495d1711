#!/usr/bin/env bats
# What ctnet changed here: one line for each command that did. Killed commands' lines are tested with the journal.

load helpers

setup() {
  rm -rf /run/ctnet/log*
  ip netns add web
}
teardown() { clean_host; }

# The outcomes, and what follows `ctnet` in the command lines.
outcomes() { ctnet log | sed -E 's/^[0-9-]{10}T[0-9:]{8}Z  //; s/ +ctnet /: /'; }

@test "log: what was done and what was rolled back, and why; what changed nothing has no line" {
  run -0 --separate-stderr ctnet log
  [[ -z $output && $stderr == *"changed nothing here"* ]]
  ctnet bridge create bridge0 172.18.42.1/16
  ctnet bridge create bridge0
  ctnet attach web bridge0 -n >/dev/null
  run -3 ctnet attach nobody bridge0
  mkdir "$BATS_TEST_TMPDIR/bin"
  printf '#!/bin/sh\ncase "$*" in *batch*) echo "no way" >&2; exit 1 ;; esac\nexec /usr/bin/nsenter "$@"\n' \
    >"$BATS_TEST_TMPDIR/bin/nsenter"
  chmod +x "$BATS_TEST_TMPDIR/bin/nsenter"
  PATH="$BATS_TEST_TMPDIR/bin:$PATH" run -1 node "$CTNET" attach web bridge0
  ctnet attach web bridge0 'auto'
  ctnet detach web
  outcomes
  [[ $(outcomes) =~ ^'done: bridge create bridge0 172.18.42.1/16'$'\n''rolled back: attach web bridge0  '.*'no way'$'\n''done: attach web bridge0 auto'$'\n''done: detach web'$ ]]
  run -0 bash -c "ctnet log --json | node -e 'const j = JSON.parse(require(\"fs\").readFileSync(0)); console.log(j.version, j.commands.length, j.commands[1].outcome, j.commands[1].argv.join(\"+\"))'"
  [ "$output" = "1 4 rolled back attach+web+bridge0" ]
}

@test "log: another host's lines are not shown, a line that was cut short hides no other, and only root may read it" {
  ctnet bridge create bridge0
  unshare --net sh -c 'ip link set lo up; node "$CTNET" bridge create other; node "$CTNET" log' 3>&- >"$BATS_TEST_TMPDIR/other"
  grep -q 'bridge create other' "$BATS_TEST_TMPDIR/other"
  [ "$(grep -c 'bridge create bridge0' "$BATS_TEST_TMPDIR/other")" = 0 ]
  printf '\n{"id":"1-2","boot":' >>/run/ctnet/log
  ctnet bridge create third
  [ "$(outcomes)" = $'done: bridge create bridge0\ndone: bridge create third' ]
  [ "$(stat -c %a /run/ctnet/log)" = 600 ]
  run -5 as_user node "$CTNET" log
  [[ $output == *"sudo ctnet log"* ]]
}

@test "log: it grows no further than a bound, and the last lines stay" {
  ctnet bridge create bridge0
  line=$(tail -n 1 /run/ctnet/log)
  for _ in $(seq 2000); do printf '\n%s' "$line"; done >>/run/ctnet/log
  ctnet bridge create second
  [ ! -e /run/ctnet/log ]
  ctnet bridge create third
  [ "$(stat -c %s /run/ctnet/log)" -lt 1000 ]
  [ "$(outcomes | tail -n 2)" = $'done: bridge create second\ndone: bridge create third' ]
}

@test "log: with no room for a line, the command does its work and warns" {
  touch /run/ctnet/log
  mount --bind /dev/full /run/ctnet/log
  run -0 --separate-stderr ctnet bridge create bridge0
  umount /run/ctnet/log
  [[ $output == bridge0* && $stderr == *"no room to note it in the log"* ]]
  [ -z "$(ls -A /run/ctnet/journal)" ]
}
