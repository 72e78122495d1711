#!/usr/bin/env bats
# What scripts read: one JSON document for each command, and for each error, with the same exit code.

load helpers

setup() { ctnet bridge create bridge0 172.18.42.1/16; }
teardown() { clean_host; }

# Evaluates an expression of the JSON document `j` that the command before it printed: json EXPRESSION
json() { node -e 'const j = JSON.parse(require("fs").readFileSync(0)); console.log(eval(process.argv[1]))' "$1"; }

@test "json: each command that changes something gives its version and what it did, also when it was so already" {
  container web
  for _ in 1 2; do
    run -0 --separate-stderr ctnet bridge create lan 10.9.0.1/24 --json
    [ "$(json 'j.version + " " + j.bridge + " " + j.addresses + " " + j.mtu' <<<"$output")" = "1 lan 10.9.0.1/24 1500" ]
    run -0 --separate-stderr ctnet attach web lan 10.9.0.5/24 --json
    [ "$(json '[j.version, j.container, j.interface, j.addresses, j.gateways, j.bridge, j.mtu, j.sharedWith.length].join(" ")' <<<"$output")" = "1 web eth0 10.9.0.5/24 10.9.0.1 lan 1500 0" ]
    ip -o link show "$(json j.hostInterface <<<"$output")" | grep -q 'master lan'
    docker exec web ip link show eth0 | grep -q "$(json j.mac <<<"$output")"
    run -0 --separate-stderr ctnet netns link web --json
    [ "$(json j.names <<<"$output")" = "[ 'web' ]" ]
  done
  [ "$(ctnet netns ls --json | json 'j.namespaces.length + j.namespaces[0].name')" = 1web ]
  [ "$(ctnet bridge show lan --json | json 'j.bridges[0].bridge + j.bridges[0].ports.length + j.bridges[0].ctnet')" = lan1true ]
  [ "$(ctnet netns unlink web --json | json j.names)" = "[ 'web' ]" ]
  [ "$(ctnet detach web --json | json 'j.container + " " + j.detached')" = "web eth0" ]
  [ "$(ctnet detach web --json 2>/dev/null | json j.detached.length)" = 0 ]
  [ "$(ctnet bridge delete lan --json | json j.bridge)" = lan ]
  [ "$(ctnet netns clean --json 2>/dev/null | json j.names.length)" = 0 ]
  [ "$(ctnet clean --json 2>/dev/null | json j.rules.length)" = 0 ]
}

@test "json: a plan is its script, which runs" {
  ip netns add web
  for flag in --dry-run --explain; do
    run -0 --separate-stderr ctnet attach web bridge0 $flag --json
    [ "$(json 'Object.keys(j)' <<<"$output")" = "[ 'version', 'script' ]" ]
  done
  json j.script <<<"$output" | sh
  run -0 ctnet ls web
  [[ $output == *bridge0* ]]
}

@test "json: an error is an object with code, message and hint on stderr, nothing on stdout, and keeps its exit code" {
  ip netns add web
  check() {
    code=$1
    name=$2
    shift 2
    run "-$code" --separate-stderr ctnet "$@" --json
    [ -z "$output" ]
    [ "$(json 'Object.keys(j) + " " + j.error.code + " " + (j.error.message.length > 0) + " " + (j.error.hint.length > 0)' <<<"$stderr")" = "error $name true true" ]
  }
  check 2 usage attach web bridge0 172.18.42.9
  check 2 usage attach web
  check 2 unknown-word attahc web
  check 2 usage config --config nope.yaml
  check 2 unknown-word attach web bridge0 --replcae
  check 3 no-container attach nobody bridge0
  check 3 no-bridge attach web bridge9
  check 4 address-taken attach web bridge0 172.18.42.1/16
  check 4 host-network attach host bridge0
  check 3 no-interface attach web macvlan:eth1
  DOCKER_HOST=tcp://192.0.2.1:1 check 6 engine-remote attach docker:web bridge0
  DOCKER_HOST=unix:///run/nobody.sock check 6 engine-unreachable attach docker:web bridge0
}

@test "json: a flag of the program that exec runs is the program's" {
  ip netns add web
  run -127 --separate-stderr ctnet exec web no-such-program --json
  [[ $stderr == *"ctnet: "* || $stderr == *"not found"* ]]
  [[ $stderr != *'{"error"'* ]]
}

@test "quiet: results only; and errors" {
  ip netns add web
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.9/16 -q
  [ "$output" = "web eth0 172.18.42.9/16" ]
  run -0 --separate-stderr ctnet attach web bridge0 172.18.42.9/16 -q
  [ -z "$stderr" ]
  run -3 --separate-stderr ctnet attach nobody bridge0 -q
  [ -n "$stderr" ]
}

@test "json: policies: what was changed, and all of them at a glance" {
  for name in web db; do
    ip netns add $name
    ctnet attach $name bridge0 >/dev/null
  done
  for _ in 1 2; do
    [ "$(ctnet icc bridge0 off --json 2>/dev/null | json '[j.version, j.bridge, j.icc, j.by].join(" ")')" = "1 bridge0 false rules" ]
    [ "$(ctnet masquerade bridge0 on --json 2>/dev/null | json '[j.name, j.on, j.subnets].join(" ")')" = "bridge0 true 172.18.0.0/16" ]
    [ "$(ctnet link web db:data --port 53/udp --json 2>/dev/null | json '[j.client, j.server, j.alias, j.ports].join(" ")')" = "web db data 53/udp" ]
    [ "$(ctnet publish web 127.0.0.1:8080:80 --json 2>/dev/null | json 'JSON.stringify(j.published)')" = \
      '[{"container":"web","port":{"port":80,"protocol":"tcp"},"ip":"127.0.0.1","hostPort":8080}]' ]
  done
  [ "$(ctnet port web --json | json j.published.length)" = 1 ]
  [ "$(ctnet masquerade --json | json 'JSON.stringify(j.masquerade)')" = '[{"name":"bridge0","on":true}]' ]
  run -0 --separate-stderr ctnet policy --json
  [ "$(json 'Object.keys(j)' <<<"$output" | tr -d ' \n')" = "['version','forwarding','icc','links','published','masquerade']" ]
  [ "$(json 'j.icc.find((one) => one.bridge === "bridge0").icc + " " + j.links[0].alias + " " + j.masquerade' <<<"$output")" = "false data bridge0" ]
  [ "$(ctnet unpublish web --json | json j.unpublished.length)" = 1 ]
  [ "$(ctnet unlink web db --json | json j.unlinked.server)" = db ]
  [ "$(ctnet unlink web db --json 2>/dev/null | json j.unlinked)" = null ]
  [ "$(ctnet icc bridge0 on --json | json j.icc)" = true ]
}
