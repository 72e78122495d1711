#!/usr/bin/env bats
# Docker's own bridge, and another one in its place: with a real engine, restarted by the configured command.

load helpers

FILE=/etc/docker/daemon.json

setup_file() {
  mkdir -p /etc/ctnet
  echo "docker: { restart: 'sh $HOST_DIR/restart' }" >/etc/ctnet/config.yaml
  restart_by "exec sh $PWD/tests/e2e/engine.sh restart"
  printf '{\n\t"debug": false\n}' >$FILE
}

# Docker is restarted by these lines of sh.
restart_by() { printf '%s\n' "$@" >"$HOST_DIR/restart"; }

teardown_file() { rm -rf /etc/ctnet "$FILE" "$HOST_DIR/restart"; }

teardown() {
  restart_by "exec sh $PWD/tests/e2e/engine.sh restart"
  clean_host
}

# What Docker's bridge has: docker0_has ADDRESS
docker0_has() { ip -o -4 address show dev docker0 | grep -q " inet $1 "; }

# The whole host, without the MAC address of a docker0 that is made anew.
state() { network_state | sed 's/02:42\(:[0-9a-f]*\)*/MAC/'; }

as_before() {
  local now
  now=$(state)
  diff <(printf '%s\n' "$1") <(printf '%s\n' "$now")
}

@test "docker0: another subnet, that containers get addresses from, and all as before" {
  before=$(state)
  container web --stop-signal KILL
  ctnet bridge create lan 10.9.0.1/24
  ctnet attach web lan
  run -0 --separate-stderr ctnet docker0 --bip 192.168.9.1/24 --fixed-cidr 192.168.9.128/25 --mtu 1400 --icc=false --dns 192.0.2.53 --restart
  [[ $stderr == *"the restart stops Docker's containers: web; ctnet's links go with them: web eth0"* ]]
  docker0_has 192.168.9.1/24
  run -0 docker run --rm --stop-signal KILL base sh -c 'ip -4 address show eth0; cat /etc/resolv.conf'
  [[ $output == *"mtu 1400"*"inet 192.168.9.128/24"*"nameserver 192.0.2.53"* ]]
  # Neither ctnet's lock nor a descriptor of its script's is left with the engine.
  flock --nonblock /run/ctnet/lock true
  ! readlink /proc/"$(cat /run/docker.pid)"/fd/* | grep -q /run/ctnet
  run -0 --separate-stderr ctnet docker0 --mtu 1400 --restart
  [[ $stderr == *"says so already"* ]]
  # Others' changes stay.
  [ "$(head -2 $FILE)" = "$(printf '{\n\t"debug": false,')" ]
  run -0 ctnet docker0 --reset --restart
  docker0_has 172.17.0.1/16
  clean_host
  as_before "$before"
}

@test "docker0: without --restart it is written alone, and shown where a restart is missing" {
  before=$(state)
  run -0 --separate-stderr ctnet docker0 --mtu 1400
  [[ $stderr == *"when it is restarted: sh $HOST_DIR/restart;"* ]]
  # The engine may have been started in this very second.
  touch -d '5 seconds' $FILE
  run -0 ctnet docker0 --json
  node -e 'const { settings } = JSON.parse(process.argv[1]); const mtu = settings.find(({ setting }) => setting === "mtu")
    require("assert").deepEqual(mtu, { setting: "mtu", inForce: "1500", file: "1400", restart: true })' "$output"
  run -0 ctnet docker0 --reset
  as_before "$before"
}

@test "docker0: an engine that doesn't come up is given its old file back, and answers" {
  before=$(state)
  # Docker takes it for an address of a container's network, which it isn't in.
  printf '{ "default-gateway": "172.17.0.9" }' >$FILE
  run -1 ctnet docker0 --bip 192.168.9.1/24 --restart
  [[ $output == *"Docker doesn't start"*"must belong to the master pool"*"everything was rolled back"*"Docker runs with what it had before"* ]]
  docker version >/dev/null
  [ "$(cat $FILE)" = '{ "default-gateway": "172.17.0.9" }' ]
  printf '{\n\t"debug": false\n}' >$FILE
  docker0_has 172.17.0.1/16
  restart_by :
  run -1 ctnet docker0 --mtu 1400 --restart --timeout 1
  [[ $output == *"Docker was not restarted by: sh $HOST_DIR/restart; "*"everything was rolled back"* ]]
  as_before "$before"
}

@test "docker0: with nothing configured it is systemd that restarts Docker, else its init script, also on the way back" {
  before=$(state)
  PATH=$BATS_TEST_TMPDIR:$PATH
  asked=$BATS_TEST_TMPDIR/asked
  # As systemd does: a unit that has failed is not started again until that is forgotten.
  cat >"$BATS_TEST_TMPDIR/systemctl" <<END
#!/bin/sh
echo "\$*" >>$asked
case "\$1 \$(cat $asked.failed 2>/dev/null)" in
'show '*) [ "\$4" = cron.service ] || cat /run/docker.pid ;;
'reset-failed '*) rm -f $asked.failed ;;
'restart yes') echo 'start request repeated too quickly' >&2; exit 1 ;;
'restart ') sh $PWD/tests/e2e/engine.sh restart || { echo yes >$asked.failed; exit 1; } ;;
esac
END
  # As Debian's init script does: it doesn't wait, and says of nothing that it failed.
  cat >"$BATS_TEST_TMPDIR/service" <<END
#!/bin/sh
echo "service \$*" >>$asked
sh $PWD/tests/e2e/engine.sh stop
sh $PWD/tests/e2e/engine.sh start >/dev/null 2>&1 &
END
  chmod +x "$BATS_TEST_TMPDIR"/s*
  mkdir -p /etc/init.d
  [ -e /etc/init.d/docker ] || touch /etc/init.d/docker
  mkdir -p /run/systemd/system
  for way in 'systemctl restart docker.service' 'service docker restart'; do
    rm -f "$asked"
    run -0 --separate-stderr ctnet docker0 --no-config --bip 192.168.9.1/24
    [[ $stderr == *"when it is restarted: $way;"* ]]
    run -0 ctnet docker0 --no-config --bip 192.168.9.1/24 --mtu 1400 --restart
    docker0_has 192.168.9.1/24
    run -0 ctnet docker0 --no-config --reset --restart
    docker0_has 172.17.0.1/16
    printf '{ "default-gateway": "172.17.0.9" }' >$FILE
    run -1 ctnet docker0 --no-config --bip 192.168.9.1/24 --restart
    [[ $output == *"Docker doesn't "*"must belong to the master pool"*"everything was rolled back"*"Docker runs with what it had before"* ]]
    [ "$(cat $FILE)" = '{ "default-gateway": "172.17.0.9" }' ]
    printf '{\n\t"debug": false\n}' >$FILE
    docker0_has 172.17.0.1/16
    [ "$(grep -c "${way#systemctl }" "$asked")" -ge 5 ]
    rm -rf /run/systemd
  done
  # A unit is Docker's if Docker is its main process, whatever it is called; not the one whose job started Docker.
  mkdir -p /run/systemd/system
  for unit in snap.docker.service cron.service; do
    echo "0::/system.slice/$unit" >"$BATS_TEST_TMPDIR/cgroup"
    mount --bind "$BATS_TEST_TMPDIR/cgroup" "/proc/$(cat /run/docker.pid)/cgroup"
    run -0 --separate-stderr ctnet docker0 --no-config --mtu 1400
    [[ $stderr == *"when it is restarted: systemctl restart ${unit/cron/docker};"* ]]
    ctnet docker0 --no-config --reset
    umount "/proc/$(cat /run/docker.pid)/cgroup"
  done
  rm -r /run/systemd
  as_before "$before"
}

@test "docker0: cut short behind the restart, the next command gives Docker back what it had" {
  before=$(state)
  restart_by "sh $PWD/tests/e2e/engine.sh restart" 'read -r pid _ </run/ctnet/lock' 'kill -9 "$pid"'
  run -137 ctnet docker0 --bip 192.168.9.1/24 --restart
  docker0_has 192.168.9.1/24
  restart_by "exec sh $PWD/tests/e2e/engine.sh restart"
  run -0 ctnet clean
  [[ $output == *"had been cut short: rolled back"* ]]
  docker0_has 172.17.0.1/16
  as_before "$before"
}

@test "docker0: what Docker would not start with is refused, and nothing changes" {
  before=$(state)
  printf '{\n  "mtu": 1400,\n}' >$FILE
  run -2 ctnet docker0 --icc=false
  [[ $output == *"$FILE:3:1: "*"not JSON"* ]]
  printf '{\n\t"debug": false\n}' >$FILE
  run -4 ctnet docker0 --fixed-cidr 10.0.0.0/8
  run -2 ctnet docker0 --bip 192.168.9.0/24
  run -2 ctnet docker0 --dns resolver
  run -2 ctnet docker0 --dns-search 'a b'
  ctnet bridge create lan 10.9.0.1/24
  run -4 ctnet docker0 --bip 10.9.0.7/16
  [[ $output == *"lan is there already"* ]]
  clean_host
  BRIDGE_IP=172.17.0.1/16 sh tests/e2e/engine.sh restart
  run -4 ctnet docker0 --bip 192.168.9.1/24
  [[ $output == *"--bip 172.17.0.1/16"* ]]
  sh tests/e2e/engine.sh restart
  as_before "$before"
}

@test "bridge adopt: Docker's containers are on a bridge of one's own, docker0 goes, and comes back" {
  before=$(state)
  printf '{ "bip": "172.17.0.1/16" }\n' >$FILE
  ctnet bridge create bridge0 192.168.5.1/24
  docker run -d --name web --stop-signal KILL base sleep 3600 >/dev/null
  run -4 ctnet bridge adopt bridge0 --restart
  [[ $output == *"docker0 is in use, by web"* ]]
  docker rm -f web >/dev/null
  run -0 ctnet bridge adopt bridge0 --restart
  run -1 ip link show docker0
  run -0 docker run --rm base ip -o -4 address show eth0
  [[ $output == *" 192.168.5.2/24 "* ]]
  run -4 ctnet docker0 --bip 192.168.9.1/24
  [[ $output == *"Docker uses the bridge bridge0"* ]]
  run -0 ctnet bridge adopt --restore --restart
  [ "$(cat $FILE)" = '{ "bip": "172.17.0.1/16" }' ]
  docker0_has 172.17.0.1/16
  printf '{\n\t"debug": false\n}' >$FILE
  ctnet bridge delete bridge0
  as_before "$before"
}
