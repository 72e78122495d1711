#!/usr/bin/env bats
# The script that --dry-run prints does the same on a machine without Node and without ctnet, and cleans up after itself.

load helpers

setup() {
  ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64
  container web
  script="$BATS_TEST_TMPDIR/script"
  # Nothing but what the script says that it needs.
  mkdir "$BATS_TEST_TMPDIR/bin"
  for program in sh ip tc nsenter docker iptables iptables-restore ip6tables ip6tables-restore cat rm ln mkdir rmdir readlink; do
    ln -s "$(command -v "$program")" "$BATS_TEST_TMPDIR/bin/$program"
  done
  before=$(network_state)
}
teardown() { clean_host; }

# Runs the script as a machine without Node would. bare PROGRAM…
bare() { env -i DOCKER_HOST="$DOCKER_HOST" PATH="$BATS_TEST_TMPDIR/bin" "$@"; }

# Puts a program in the place of the real one, as that script. stand_in NAME <TEXT
stand_in() {
  rm "$BATS_TEST_TMPDIR/bin/$1"
  cat >"$BATS_TEST_TMPDIR/bin/$1"
  chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

@test "script: attach, both families, and detach, without Node and ctnet, also when the container has been restarted" {
  run ! bare sh -c 'command -v node || command -v ctnet'
  ctnet attach web bridge0 172.18.42.99/16 fd00:42::99/64 --dry-run >"$script"
  unchanged "$before"
  docker restart -t 0 web >/dev/null
  bare sh "$script"
  pings web 172.18.42.1
  pings web fd00:42::1
  ctnet detach web --dry-run >"$script"
  bare sh "$script"
  unchanged "$before"
}

@test "script: a bridge made and deleted, a name given, and a replaced interface" {
  ctnet bridge create lan 10.9.0.1/24 --dry-run >"$script"
  bare sh "$script"
  iptables -S | grep -q 'ctnet: bridge lan'
  ctnet attach web lan 10.9.0.5/24
  ctnet attach web lan 10.9.0.6/24 --replace --dry-run >"$script"
  bare sh "$script"
  pings web 10.9.0.1
  ctnet netns link web --dry-run >"$script"
  bare sh "$script"
  ip netns exec web ip -4 -o address show eth0 | grep -q 10.9.0.6
  ctnet netns unlink web --dry-run >"$script"
  bare sh "$script"
  ctnet detach web
  ctnet bridge delete lan --dry-run >"$script"
  bare sh "$script"
  unchanged "$before"
}

@test "script: twice is an error of the second, which leaves what the first one made" {
  ctnet attach web bridge0 172.18.42.99/16 --dry-run >"$script"
  bare sh "$script"
  before=$(network_state)
  run -4 bare sh "$script"
  [[ $output == *"run already"* ]]
  unchanged "$before"
  pings web 172.18.42.1
}

@test "script: twice leaves also a change of what was there as the first one made it" {
  ctnet attach web bridge0 172.18.42.99/16
  ctnet tc web qdisc add dev eth0 root handle 1: htb
  for line in 'route web add 10.9.0.0/16 via 172.18.42.1' 'route web del 10.9.0.0/16' \
    'rule web add from 10.9.0.0/16 lookup 77' 'rule web del from 10.9.0.0/16' \
    'tc web class add dev eth0 parent 1: classid 1:10 htb rate 1mbit' \
    'tc web filter add dev eth0 parent 1: protocol ip pref 1 u32 match u32 0 0 flowid 1:10' \
    'impair host:bridge0 --rate 1mbit' 'impair host:bridge0 --clear'; do
    # shellcheck disable=SC2086
    ctnet --dry-run $line >"$script"
    bare sh "$script"
    before=$(network_state)
    run -4 bare sh "$script"
    [[ $output == *"run already"* ]]
    unchanged "$before"
  done
}

@test "script: when the last step fails, it cleans up after itself" {
  for line in 'address add' 'link set dev eth0 up' 'route add'; do
    ctnet attach web bridge0 172.18.42.99/16 --dry-run | sed "s/^$line/& nonsense/" >"$script"
    run ! bare sh "$script"
    unchanged "$before"
  done
  ctnet bridge create lan 10.9.0.1/24 --dry-run | sed 's/^-A CTNET.*/nonsense/' >"$script"
  run -1 bare sh "$script"
  unchanged "$before"
}

@test "script: what failed, and what came of it, is said" {
  ctnet attach web bridge0 172.18.42.99/16 --dry-run | sed 's/^address add/& nonsense/' >"$script"
  run -1 bare sh "$script"
  [[ ${lines[-1]} == "one of the steps "*" failed; everything was taken back" ]]
  # The way back fails too.
  ctnet bridge create lan 10.9.0.1/24 --dry-run | sed 's/^-A CTNET.*/nonsense/; s/ip link delete/false &/' >"$script"
  run -7 bare sh "$script"
  [[ $output == *"left behind; to remove it: ip link delete dev lan"* ]]
  [[ ${lines[-1]} == "step "*" failed; something is left behind" ]]
  ip link delete lan
  # A removal that failed once is gone through with; one that fails again is not.
  ctnet attach web bridge0 172.18.42.99/16
  ctnet detach web --dry-run >"$script"
  stand_in ip <<EOF
#!/bin/sh
case "\$*" in 'link delete'*) [ -e "$BATS_TEST_TMPDIR/again" ] || { >"$BATS_TEST_TMPDIR/again"; exit 1; } ;; esac
exec $(command -v ip) "\$@"
EOF
  run -1 bare sh "$script"
  [[ ${lines[-1]} == *"the removal was gone through with all the same" ]]
}

@test "script: a container that isn't there, or doesn't run, is named, and nothing is changed" {
  ctnet attach web bridge0 172.18.42.99/16 --dry-run >"$script"
  docker stop -t 0 web >/dev/null
  before=$(network_state)
  run -3 bare sh "$script"
  [[ ${lines[-1]} == "docker:web has no network namespace"* ]]
  DOCKER_HOST=unix:///nonexistent run -3 bare sh "$script"
  [[ ${lines[-1]} == "docker:web has no network namespace"* ]]
  unchanged "$before"
}

@test "script: when --replace fails, what was to be replaced is there again, with addresses and routes" {
  ctnet attach web bridge0 172.18.42.98/16 fd00:42::98/64 --route 10.9.0.0/16@172.18.42.7
  before=$(network_state)
  ctnet attach web bridge0 172.18.42.99/16 --replace --dry-run |
    sed 's/^route add default via 172.18.42.1/& nonsense/' >"$script"
  run ! bare sh "$script"
  unchanged "$before"
  pings web 172.18.42.1
  pings web fd00:42::1
}

@test "script: on SIGINT, SIGTERM and SIGHUP it cleans up after itself, and says which by its exit code" {
  ctnet attach web bridge0 172.18.42.99/16 --dry-run >"$script"
  mkfifo "$BATS_TEST_TMPDIR/there" "$BATS_TEST_TMPDIR/go"
  # Stops before the container's part, until it is told to go on.
  stand_in nsenter <<EOF
#!/bin/sh
case "\$*" in *'ip -batch'*) echo >"$BATS_TEST_TMPDIR/there"; read -r _ <"$BATS_TEST_TMPDIR/go" ;; esac
exec $(command -v nsenter) "\$@"
EOF
  for signal in INT:130 TERM:143 HUP:129; do
    # A shell starts what is in the background with SIGINT ignored.
    env -i --default-signal=INT DOCKER_HOST="$DOCKER_HOST" PATH="$BATS_TEST_TMPDIR/bin" sh "$script" 3>&- &
    pid=$!
    read -r _ <"$BATS_TEST_TMPDIR/there"
    kill -s "${signal%:*}" $pid
    echo >"$BATS_TEST_TMPDIR/go"
    code=0
    wait $pid || code=$?
    [ "$code" = "${signal#*:}" ]
    unchanged "$before"
  done
}

@test "script: what --dry-run prints is, to the byte, the body of what is run" {
  ctnet attach web bridge0 172.18.42.99/16 --host-if web-lan --dry-run >"$script"
  # The journal's script, kept by a program that runs in its place; the MAC of the host's end is new in every plan.
  mkdir "$BATS_TEST_TMPDIR/spy"
  cat >"$BATS_TEST_TMPDIR/spy/sh" <<EOF
#!/bin/sh
case "\$1" in /run/ctnet/journal/*) cat "\$1" >"$BATS_TEST_TMPDIR/ran" ;; esac
exec /bin/sh "\$@"
EOF
  chmod +x "$BATS_TEST_TMPDIR/spy/sh"
  PATH="$BATS_TEST_TMPDIR/spy:$PATH" ctnet attach web bridge0 172.18.42.99/16 --host-if web-lan
  functions() { awk '/^main\(\)/ { on = 1 } on; /^undo\(\)/ { last = 1 } last && /^}/ { exit }' "$1" | sed 's/02:[0-9a-f:]*/MAC/'; }
  functions "$script" | grep -q 'link add name web-lan'
  diff <(functions "$script") <(functions "$BATS_TEST_TMPDIR/ran")
}
