#!/usr/bin/env bats
# Configuration files: what they give, which one counts, and what is said of wrong ones.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  ip netns add web
}

teardown() {
  clean_host
  rm -rf /etc/ctnet /etc/open
}

# Writes stdin to a file, and the folders above it: write FILE
write() { mkdir -p "$(dirname "$1")" && cat >"$1"; }

system() { write /etc/ctnet/config.yaml; }

bridge_has() { ip address show dev "$1" | grep -q "$2"; }

@test "config: attach makes a configured bridge, as the file above the working folder has it" {
  write .ctnetrc.yaml <<END
bridges:
  lan: { address: [172.30.42.1/24, fd00:42::1/64], mtu: 1400 }
END
  mkdir -p deep/down && cd deep/down
  run -0 --separate-stderr ctnet attach web lan
  [ "$output" = "web eth0 172.30.42.2/24 fd00:42::2/64" ]
  bridge_has lan 172.30.42.1/24
  bridge_has lan fd00:42::1/64
  bridge_has lan "mtu 1400"
  run -3 ctnet attach web wan
}

@test "config: a bridge named like something of JavaScript's own is not configured" {
  run -3 ctnet attach web toString
}

@test "config: a default value stands in for a flag that isn't given, and only then" {
  write .ctnetrc.yaml <<END
bridges: { lan: { address: 172.30.42.1/24 } }
defaults:
  attach: { if: eth7, mtu: 1400, route: 10.50.0.0/16, timeout: 20 }
END
  run -0 --separate-stderr ctnet attach web lan
  [ "$output" = "web eth7 172.30.42.2/24" ]
  ip -n web link show eth7 | grep -q 'mtu 1400'
  ip -n web route | grep -q '^10.50.0.0/16'
  run -0 --separate-stderr ctnet attach web lan --if eth1 --route 10.51.0.0/16
  [ "$output" = "web eth1 172.30.42.3/24" ]
  run ! grep -q '10.50.0.0/16.*eth1' <(ip -n web route)
}

@test "config: the project's file stands above the system's, key by key" {
  system <<END
bridges: { lan: { address: 172.30.42.1/24, mtu: 1400 }, other: { address: none } }
END
  write .ctnetrc.json <<END
{ "bridges": { "lan": { "mtu": 1300 } } }
END
  run -0 --separate-stderr ctnet config --json
  [ "$output" = '{"version":1,"files":["/etc/ctnet/config.yaml","'"$PWD"'/.ctnetrc.json"],"config":{"bridges":{"lan":{"address":"172.30.42.1/24","mtu":1300},"other":{"address":"none"}},"ptp":{"pool":"10.1.1.0/24"},"defaults":{}}}' ]
  ctnet attach web lan
  bridge_has lan 172.30.42.1/24
  bridge_has lan "mtu 1300"
}

@test "config: --config takes another file in the project's place, --no-config none at all" {
  system <<<'bridges: { sys: {} }'
  write .ctnetrc.yaml <<<'bridges: { project: {} }'
  write other.yml <<<'bridges: { other: {} }'
  run -0 --separate-stderr ctnet config
  [[ $output == *"# from /etc/ctnet/config.yaml"*"# from $PWD/.ctnetrc.yaml"*sys:*project:* ]]
  run -0 --separate-stderr ctnet config --config other.yml
  [[ $output == *sys:*other:* && $output != *project* ]]
  run -0 --separate-stderr ctnet --no-config config
  [[ $output == "bridges: {}"* ]]
  run -3 ctnet attach web sys --no-config
  run -2 ctnet attach web sys --config nowhere.yml
  [[ $output == *"there is no configuration file $PWD/nowhere.yml"* ]]
  run -2 ctnet config --no-config --config other.yml
}

@test "config: what is wrong is said with its place, all at once, and nothing is changed" {
  system <<<'ptp: { pol: 10.1.1.0/24 }'
  write .ctnetrc.yaml <<END
bridges:
  lan:
    address: 172.30.42.1
defaults:
  atach: { mtu: 1400 }
END
  before=$(network_state)
  run -2 ctnet attach web lan
  [[ $output == *"/etc/ctnet/config.yaml:1:8: there is no key pol in ptp; did you mean pool?"* ]]
  [[ $output == *"$PWD/.ctnetrc.yaml:3:14: 172.30.42.1 has no prefix length; write 172.30.42.1/24"* ]]
  [[ $output == *"$PWD/.ctnetrc.yaml:5:3: there is no command atach; did you mean attach?"* ]]
  [[ $output == *"--no-config"* ]]
  unchanged "$before"
  run -0 ctnet ls --no-config
  run -0 ctnet config --schema
}

@test "config: a default value doesn't make a command write that is asked only to show, or to reset" {
  write .ctnetrc.yaml <<<'defaults: { docker0: { mtu: 1400, restart: true }, dns: { server: 10.9.9.9 }, impair: { rate: 1mbit } }'
  ctnet bridge create lan 172.30.42.1/24
  ctnet attach web lan
  before=$(network_state)
  run -0 ctnet docker0
  run -0 ctnet dns web
  [[ $output != *10.9.9.9* ]]
  run -0 ctnet impair web
  run -0 ctnet dns web --reset
  run -0 ctnet impair web --clear
  unchanged "$before"
  run -0 ctnet dns web --search lab
  [[ $output == *"server 10.9.9.9"*"search lab"* ]]
  ctnet dns web --reset
}

@test "config: another command's options are looked at by ctnet config, not by every run" {
  write .ctnetrc.yaml <<<'defaults: { attach: { mtuu: 1400 } }'
  run -0 ctnet ls
  run -2 ctnet attach web lan
  run -2 ctnet config
  [[ $output == *".ctnetrc.yaml:1:23: ctnet attach has no option mtuu that takes a default"* ]]
  [[ $output == *"did you mean mtu?"* ]]
}

# Root, and a file that others can change: refused, with the path and the command that ends it. refuses COMMAND-THAT-ENDS-IT
refuses() {
  run -5 ctnet attach web lan
  [[ $output == *"$1"* ]] || return
  run -3 ctnet attach web lan --no-config
  run -0 as_user ctnet config
}

@test "config: root acts on /etc/ctnet only if nobody else can have written it" {
  system <<<'bridges: { lan: {} }'
  chmod 777 /etc/ctnet
  refuses "chmod go-w /etc/ctnet"
  chmod go-w /etc/ctnet
  chown 65534 /etc/ctnet/config.yaml
  refuses "chown root:root /etc/ctnet/config.yaml"
  chown root:root /etc/ctnet/config.yaml
  chmod 664 /etc/ctnet/config.yaml
  refuses "chmod go-w /etc/ctnet/config.yaml"
  chmod 644 /etc/ctnet/config.yaml
  run -0 ctnet attach web lan
}

@test "config: a link in /etc/ctnet is followed, and every folder on the way looked at" {
  system <<<'bridges: { lan: {} }'
  mkdir -m 755 /etc/open
  mv /etc/ctnet /etc/open/conf
  ln -s open/conf /etc/ctnet
  chmod 757 /etc/open
  refuses "chmod go-w /etc/open"
  # Sticky, as /tmp is: nobody can put another file in the place of root's.
  chmod 1777 /etc/open
  run -3 ctnet attach web wan
  chmod 755 /etc/open
  chown -h 65534 /etc/ctnet
  refuses "chown -h root:root /etc/ctnet"
  chown -h root:root /etc/ctnet
  run -0 ctnet attach web lan
}

@test "config: in an ordinary user's sandbox the system's configuration counts" {
  system <<<'bridges: { lan: { address: 172.30.42.1/24 } }'
  cd /
  run -0 --separate-stderr as_user ctnet sandbox -- sh -c 'ip netns add web && ctnet attach web lan'
  [ "$output" = "web eth0 172.30.42.2/24" ]
}

@test "config: root runs no code of the working folder: refused where it is ctnet's, never looked at where it isn't" {
  write .config/config.js <<<'require("node:fs").writeFileSync("ran", "")'
  run -0 ctnet ls
  write ctnet.config.ts <<<'require("node:fs").writeFileSync("ran", "")'
  before=$(network_state)
  run -5 ctnet attach web lan --create
  [[ $output == *"$PWD/ctnet.config.ts is not trusted"*"ctnet config trust"*--no-config* ]]
  run -5 ctnet config --config ctnet.config.ts
  unchanged "$before"
  [ ! -e ran ]
  run -0 ctnet attach web lan --create --no-config
}
