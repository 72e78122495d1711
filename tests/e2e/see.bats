#!/usr/bin/env bats
# What there is: ls, inspect; and clean.

load helpers

setup() { ctnet bridge create bridge0 172.18.42.1/16; }
teardown() { clean_host; }

@test "ls: a stable line for each interface, and JSON with a version" {
  container web
  ip netns add bare
  ctnet attach web bridge0 172.18.42.99/16
  ctnet attach bare bridge0
  run -0 ctnet ls
  [[ $output =~ web\ +eth0\ +172.18.42.99/16\ +172.18.42.1\ +bridge0\ +veth[^\ ]+\ +up ]]
  [[ $output =~ bare\ +eth0\ +172.18.0.1/16 ]]
  run -0 bash -c "ctnet ls web --json | node -e 'const j = JSON.parse(require(\"fs\").readFileSync(0)); console.log(j.version, j.containers[0].interfaces[0].addresses[0])'"
  [ "$output" = "1 172.18.42.99/16" ]
}

@test "ls, bridge show: column names on a terminal alone" {
  ip netns add web
  ctnet attach web bridge0
  for command in ls "bridge show"; do
    run -0 ctnet $command
    [[ $output == *bridge0* && $output != *[A-Z][A-Z]* ]]
    run -0 script -qec "ctnet $command" /dev/null
    [[ $output == *BRIDGE*bridge0* ]]
  done
}

@test "ls: of one runtime alone; there is no other one" {
  container web
  ip netns add bare
  ctnet attach web bridge0
  ctnet attach bare bridge0
  run -0 ctnet ls --runtime netns
  [[ $output == bare* && $output != *web* ]]
  run -0 ctnet ls --runtime docker
  [[ $output == web* && $output != *bare* ]]
  DOCKER_HOST=unix:///run/nobody.sock run -6 ctnet ls --runtime docker
  for command in ls "bridge show" "attach web bridge0"; do
    run -2 ctnet $command --runtime lxd
    [[ $output == *"no runtime lxd"*"docker, podman, netns, lxc, nspawn, pid and host"* ]]
  done
}

@test "ls, inspect: what is kept is marked, and shown where it is missing" {
  container web
  ip netns add bare
  ctnet attach web bridge0 172.18.42.99/16 --keep
  ctnet attach bare bridge0 --if eth1 --keep
  ctnet attach bare bridge0 --if eth2
  run -0 ctnet ls
  [[ $output =~ eth0\ .*\ up\ +kept && $output =~ eth1\ .*\ up\ +kept && $output =~ eth2\ .*\ up($|[^k]*$) ]]
  docker restart -t 0 web >/dev/null
  ip netns delete bare
  run -0 ctnet ls
  [[ $output =~ web\ +eth0\ +172.18.42.99/16\ +-\ +-\ +bridge0\ +missing\ +kept ]]
  [[ $output =~ bare\ +eth1\ +172.18.0.1/16\ +-\ +-\ +bridge0\ +missing\ +kept ]]
  [[ $output != *eth2* ]]
  run -0 ctnet ls web --json
  [[ $output == *'"missing":[{"container":"web","runtime":"docker","interface":"eth0","network":"bridge0","addresses":["172.18.42.99/16"]}]}' ]]
  ctnet watch --once
  run -0 ctnet inspect web --json
  [[ $output == *'"kept":true'*'"missing":[]}'* ]]
  ctnet detach web
  ctnet detach netns:bare
}

@test "inspect: all of one container as JSON" {
  container web
  ctnet attach web bridge0 172.18.42.99/16
  run -0 bash -c "ctnet inspect web | node -e 'const j = JSON.parse(require(\"fs\").readFileSync(0)); console.log(j.container, j.interfaces[0].bridge)'"
  [ "$output" = "web bridge0" ]
}

@test "clean: the rules of a bridge that somebody deleted go, and those of the others stay" {
  ctnet bridge create gone 172.19.42.1/16
  ip link delete gone
  iptables -S | grep -q 'ctnet: bridge gone'
  run -0 ctnet clean
  [ "$output" = "rules bridge gone" ]
  run ! grep -q 'ctnet: bridge gone' <(iptables -S)
  iptables -S | grep -q 'ctnet: bridge bridge0'
  # What a container was allowed is gone with it, and said in the same words.
  ip netns add web
  ctnet attach web bridge0
  ctnet publish web 8080:80
  ip netns delete web
  run -0 --separate-stderr ctnet clean --json
  [[ $output =~ '"rules":["publish netns:web@'[0-9]+'"]' ]]
  ctnet bridge delete bridge0
  run ! grep -q CTNET <(iptables -S)
}
