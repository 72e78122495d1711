#!/usr/bin/env bats
# Containers as they are written: by name, ID, part of an ID; of Docker, a bare namespace, a process; and those that can't be had.

load helpers

setup() { ctnet bridge create bridge0 172.18.42.1/16; }
teardown() {
  [ -z "${process-}" ] || kill "$process"
  clean_host
}

@test "docker: by name, by ID, by the beginning of an ID, with and without its runtime" {
  container web
  id=$(docker inspect -f '{{.Id}}' web)
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.99/16
  first=$output
  for name in "$id" "${id:0:12}" docker:web "docker:${id:0:8}"; do
    run -0 --separate-stderr ctnet attach "$name" bridge0 172.18.42.99/16
    [ "$output" = "$first" ]
    [[ $stderr == *"already attached"* ]]
  done
}

@test "docker: the beginning of more than one ID is ambiguous" {
  declare -A seen
  # Seventeen IDs can't begin with sixteen different digits.
  for _ in $(seq 17); do
    id=$(docker create --net=none base sleep 3600)
    [ -z "${seen[${id:0:1}]-}" ] || break
    seen[${id:0:1}]=$id
  done
  run -2 ctnet attach "docker:${id:0:1}" bridge0
  [[ $output == *"several containers"* ]]
}

@test "docker: stopped, unknown, impossible, and with the host's network: each its own error" {
  container idle
  docker stop -t 0 idle >/dev/null
  docker run -d --name open --net=host base sleep 3600 >/dev/null
  before=$(network_state)
  run -3 ctnet attach idle bridge0
  [[ $output == *"not running"*"docker start idle"* ]]
  run -3 ctnet attach nobody bridge0
  [[ $output == *"docker ps"*"ip netns list"* ]]
  run -3 ctnet attach docker:nobody bridge0
  for name in .. . -x 'a b' "o'b" 'a%2fb' 'a?b'; do run -3 ctnet attach "docker:$name" bridge0; done
  run -2 ctnet attach "$(printf 'a\nb')" bridge0
  run -2 ctnet attach lxd:web bridge0
  run -4 ctnet attach open bridge0
  [[ $output == *"--net=host"* ]]
  unchanged "$before"
}

@test "docker: those who share a container's network are attached once, and listed" {
  container web
  docker run -d --name side --net=container:web base sleep 3600 >/dev/null
  run -0 --separate-stderr ctnet attach side bridge0 172.18.42.99/16
  [[ $stderr == *"shared with web"* ]]
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.99/16 --json
  [[ $output == *'"sharedWith":["side"]'* ]]
  [[ $stderr == *"already attached"* ]]
  pings web 172.18.42.1
  docker rm -f web >/dev/null
  run -3 ctnet attach side bridge0
  [[ $output == *web* || $output == *gone* ]]
}

@test "docker: a remote engine and one that doesn't answer are errors of their own, and no matter to a bare namespace" {
  container web
  ip netns add bare
  before=$(network_state)
  DOCKER_HOST=tcp://192.0.2.1:2375 run -6 ctnet attach web bridge0
  [[ $output == *"another machine"* ]]
  DOCKER_HOST=ssh://somewhere run -6 ctnet attach web bridge0
  DOCKER_HOST=unix:///run/nobody.sock run -6 ctnet attach web bridge0
  [[ $output == *"/run/nobody.sock"* ]]
  DOCKER_HOST=garbage run -6 ctnet attach web bridge0
  [[ $output == *"no engine's address"* ]]
  unchanged "$before"
  DOCKER_HOST=tcp://192.0.2.1:2375 run -0 ctnet attach bare bridge0
  DOCKER_HOST=unix:///run/nobody.sock run -0 ctnet attach netns:bare bridge0
  DOCKER_HOST=unix:///run/nobody.sock run -0 ctnet ls
  [[ $output == *bare* ]]
  # Who knows the name has the word.
  ln -s /proc/999999999/ns/net /run/netns/gone
  DOCKER_HOST=unix:///run/nobody.sock run -3 ctnet attach gone bridge0
  [[ $output == *'leads nowhere'* ]]
}

@test "docker: where it isn't, a name in it can't be looked up; a bare name isn't looked up there" {
  mkdir -p /run/away
  mv /run/docker.sock /run/away/
  unset DOCKER_HOST
  nowhere() { ctnet "$@" || code=$?; echo "exit ${code:-0}"; }
  bare=$(nowhere attach web bridge0 2>&1)
  named=$(nowhere attach docker:web bridge0 2>&1)
  by_flag=$(nowhere attach web bridge0 --runtime docker 2>&1)
  mv /run/away/docker.sock /run/
  export DOCKER_HOST=unix:///run/docker.sock
  [[ $bare == *"exit 3" ]]
  [[ $named == *"/var/run/docker.sock"*"exit 6" ]]
  [[ $by_flag == *"/var/run/docker.sock"*"exit 6" ]]
}

@test "netns: a bare namespace of a container's name is ambiguous, until the runtime is said" {
  container web
  ip netns add web
  run -2 ctnet attach web bridge0
  [[ $output == *"docker:web or netns:web"* ]]
  run -0 ctnet attach netns:web bridge0 172.18.42.9/16
  run -0 ctnet attach web bridge0 172.18.42.8/16 --runtime docker
  ip netns exec web ping -c 1 -W 2 172.18.42.8 >/dev/null
}

@test "netns: names full of shell text and quotes are only names" {
  cd "$BATS_TEST_TMPDIR"
  for name in 'a$(>X)' 'b`>X`' "c';>X;'" 'd">X' 'e#f' 'g&h' 'i\j'; do
    ip netns add "$name"
    ctnet attach "netns:$name" bridge0
    ip netns exec "$name" ping -c 1 -W 2 172.18.42.1 >/dev/null
    ctnet attach "netns:$name" bridge0 --if eth1 --dry-run >script
    sh script
    ctnet detach "netns:$name" --all
  done
  [ ! -e X ]
}

@test "netns: interfaces that a container named like shell text are detached and replaced as what they are" {
  cd "$BATS_TEST_TMPDIR"
  ip netns add web
  for name in 'a$(>X)' 'b`>X`' "c';>X;'" 'd">X' '#e' 'f\g'; do
    ctnet attach web bridge0 172.18.42.9/16
    ip -n web link set eth0 down
    ip -n web link set eth0 name "$name"
    ip -n web link set "$name" up
    run -0 --separate-stderr ctnet attach web bridge0 172.18.42.8/16 --replace
    ip -n web -o address show dev "$name" | grep -q 172.18.42.8
    run -0 ctnet detach web -- "$name"
    [ "$(ip -n web -o link show | wc -l)" = 1 ]
  done
  [ ! -e X ]
}

@test "pid: a process's network; one that shares the host's, and one that isn't there" {
  unshare --net sleep 3600 3>&- &
  process=$!
  timeout 10 sh -c "while [ \$(readlink /proc/$process/ns/net) = \$(readlink /proc/self/ns/net) ]; do sleep 0.02; done"
  run -0 ctnet attach "pid:$process" bridge0 172.18.42.9/16
  [ "$output" = "$process eth0 172.18.42.9/16" ]
  host_pings 172.18.42.9
  run -4 ctnet attach "pid:$$" bridge0
  run -3 ctnet attach pid:999999999 bridge0
  run -2 ctnet attach pid:x bridge0
}

@test "host: neither attached nor detached" {
  before=$(network_state)
  run -4 ctnet attach host bridge0
  run -4 ctnet detach host --all
  run -4 ctnet detach host bridge0
  unchanged "$before"
}

@test "docker: the engine of the context that the Docker command would use" {
  container web
  socket=$DOCKER_HOST
  export DOCKER_CONFIG=$BATS_TEST_TMPDIR/docker
  docker context create here --docker "host=$socket" >/dev/null
  docker context create far --docker host=tcp://192.0.2.1:2375 >/dev/null
  mv /run/docker.sock /run/usual.sock
  docker context update here --docker host=unix:///run/usual.sock >/dev/null
  unset DOCKER_HOST
  named=$(DOCKER_CONTEXT=here ctnet attach web bridge0 172.18.42.99/16 2>&1 || echo "exit $?")
  docker context use here >/dev/null 2>&1
  ctnet attach web bridge0 172.18.42.98/16 --if eth1 --dry-run >"$BATS_TEST_TMPDIR/script" && sh "$BATS_TEST_TMPDIR/script" || :
  far=$(DOCKER_CONTEXT=far ctnet attach web bridge0 2>&1 || echo "exit $?")
  gone=$(DOCKER_CONTEXT=gone ctnet attach web bridge0 2>&1 || echo "exit $?")
  mv /run/usual.sock /run/docker.sock
  export DOCKER_HOST=$socket
  [ "$named" = 'web eth0 172.18.42.99/16' ]
  [[ $far == *'context far'*'another machine'*'docker context use default'*'exit 6' ]]
  [[ $gone == *'no Docker context gone'*'docker context ls'*'exit 6' ]]
  host_pings 172.18.42.98
}
