#!/usr/bin/env bats
# Completions in the real shells: each is started on a terminal, where keys are typed.

load helpers

setup_file() { export ROOT=$PWD; }

# What there is to name. Were anything of it run, there would be a file PWNED.
world() {
  command -v zsh fish >/dev/null || skip 'zsh and fish are not installed'
  cd "$BATS_TEST_TMPDIR"
  cat >strange.mjs <<'END'
console.log('words\nnoise')
const choices = ["it's fine", '$(id>PWNED)', 'a"b`id>PWNED`', 'tab\there']
const word = { type: 'string', describe: "what's odd: $(id>PWNED)", choices }
export default { name: 'odd', describe: "it's odd: $(id>PWNED)", options: { word }, build: () => ({ nodes: {}, links: [] }) }
END
  echo 'plugins: ./strange.mjs' >.ctnetrc.yaml
  touch gridded.yml
  ctnet config trust >/dev/null
  container box
  ctnet bridge create bridge7 172.18.42.1/16
  ctnet attach box bridge7
  ip netns add 'n$(id>PWNED)'
  ip -n 'n$(id>PWNED)' link add 'b;id>PWNED' type veth peer name 'c`id>PWNED`'
  ctnet up star --name blue --hosts 2
}

teardown() {
  cd "$ROOT"
  ctnet down --all
  rm -rf /var/lib/ctnet/trust
  clean_host
}

# Types each key sequence of $keys, and sees that the lines are those of $lines, where | stands for the end.
types() {
  local typed
  mapfile -t keys < <(sed 's/<tab>/\t/g' <<<"$keys")
  typed=$(SCREEN="$BATS_TEST_TMPDIR/screen" zsh "$ROOT/tests/e2e/type.zsh" "$1" "${keys[@]}")
  diff <(printf '%s\n' "$lines") <(sed 's/$/|/' <<<"$typed")
}

@test "completion: bash, zsh and fish complete what there is, and run nothing of it" {
  world
  local shell
  for shell in bash zsh fish; do
    echo "# $shell"
    keys='ctnet att<tab>
ctnet bridge cr<tab>
ctnet bridge show br<tab>
ctnet attach --if<tab>
ctnet --runtime=do<tab>
ctnet attach box macv<tab>
ctnet attach box bridge:b<tab>
ctnet attach box macvlan:eth0:pa<tab>
ctnet attach box bridge7 --gateway n<tab>
ctnet exec docker:b<tab>
ctnet set box:<tab>
ctnet detach box e<tab>
ctnet down b<tab>
ctnet exec blue/s<tab>
ctnet set blue/s<tab>
ctnet restart blue h1<tab>
ctnet up clos --spi<tab>
ctnet up od<tab>
ctnet up gri<tab>
ctnet up ./str<tab>
ctnet --config=.ctn<tab>
ctnet exec box gzi<tab>
ctnet exec box -- gzip /etc/hostn<tab>
ctnet nonsense <tab>
ctnet attach "$(id>PWNED)" mac<tab>
ctnet up odd --word it<tab>
ctnet up odd --word=\$<tab>
ctnet exec n<tab>
ctnet set n<tab>b<tab>' lines='ctnet attach |
ctnet bridge create |
ctnet bridge show bridge7 |
ctnet attach --if |
ctnet --runtime=docker |
ctnet attach box macvlan:|
ctnet attach box bridge:bridge7 |
ctnet attach box macvlan:eth0:passthru |
ctnet attach box bridge7 --gateway none |
ctnet exec docker:box |
ctnet set box:eth0 |
ctnet detach box eth0 |
ctnet down blue |
ctnet exec blue/sw1 |
ctnet set blue/sw1:|
ctnet restart blue h1 |
ctnet up clos --spines |
ctnet up odd |
ctnet up grid|
ctnet up ./strange.mjs |
ctnet --config=.ctnetrc.yaml |
ctnet exec box gzip |
ctnet exec box -- gzip /etc/hostname |
ctnet nonsense |
ctnet attach "$(id>PWNED)" macvlan:|
ctnet up odd --word it\'"'"'s\ fine |
ctnet up odd --word=\$\(id\>PWNED\) |
ctnet exec n\$\(id\>PWNED\) |
ctnet set n\$\(id\>PWNED\):b\;id\>PWNED |' types $shell
  done
  echo '# quotes that are open'
  for shell in bash zsh; do
    keys='ctnet up odd --word "a<tab>
ctnet exec "n<tab>
ctnet exec '"'n<tab>" lines='ctnet up odd --word "a\"b\`id>PWNED\`" |
ctnet exec "n\$(id>PWNED)" |
ctnet exec '"'n\$(id>PWNED)' |" types $shell
  done

  echo '# descriptions'
  SCREEN=screen zsh "$ROOT/tests/e2e/type.zsh" zsh $'ctnet \t' $'ctnet topology show \t' $'ctnet up odd --\t' >/dev/null
  grep -q 'attach *-- attach a container to a network' screen
  grep -q "odd *-- it's odd: \$(id>PWNED)" screen
  grep -q -- "--word *-- what's odd: \$(id>PWNED)" screen
  run -0 fish --no-config -c "source $ROOT/completions/ctnet.fish; complete -C 'ctnet b'; complete -C 'ctnet topology show o'; complete -C 'ctnet up odd --wo'"
  [ "$output" = $'batch\tcarry out many commands as one\nbridge\tcreate, delete, add, remove, show, adopt\nodd\tit\'s odd: $(id>PWNED)\n--word\twhat\'s odd: $(id>PWNED): it\'s fine, $(id>PWNED), a"b`id>PWNED`, tab\\u{9}here' ]

  [ ! -e PWNED ]
  [ ! -e "$ROOT/PWNED" ]
}

@test "completion: the entry that answers loads neither yargs nor zx" {
  export LOADED="$BATS_TEST_TMPDIR/loaded"
  ip netns add web
  big() { sort -u "$LOADED" | xargs grep -lE 'Not enough non-option arguments|ProcessPromise' | wc -l; }
  loading() { node --import ./tests/e2e/loaded.mjs "$CTNET" "$@"; }
  for line in att 'attach --' 'attach ' 'attach web ' 'set web:' 'bridge show ' 'up ' 'up clos --' 'exec web '; do
    loading __complete bash '' "ctnet $line" >>"$BATS_TEST_TMPDIR/said"
  done
  grep -qx -- --replace "$BATS_TEST_TMPDIR/said"
  grep -qx web "$BATS_TEST_TMPDIR/said"
  grep -qx -- --spines "$BATS_TEST_TMPDIR/said"
  [ "$(big)" = 0 ]
  # What is looked for is there to be found.
  loading attach web lan --create >/dev/null
  [ "$(big)" = 2 ]
}

@test "completion: whatever goes wrong, it says nothing and ends well" {
  for given in '' tcsh bash 'zsh nonsense x' 'fish set nobody:' 'zsh detach nobody e' 'fish exec docker:'; do
    # shellcheck disable=SC2086
    DOCKER_HOST=unix:///nowhere run -0 --separate-stderr ctnet __complete $given
    [ -z "$stderr" ]
    [[ $output =~ ^(words)?$ ]]
  done
}

@test "completion: a runtime that doesn't answer takes nothing from the others" {
  ip netns add web
  exec 4< <(exec node -e 'require("node:net").createServer().listen("/run/mute.sock", () => console.log())' 3>&-)
  read -r <&4
  DOCKER_HOST=unix:///run/mute.sock run -0 ctnet __complete fish exec ''
  kill $!
  [ "$output" = $'words\nweb\tnetns' ]
}

@test "completion: the scripts that are shipped are those that it prints" {
  diff completions/ctnet.bash <(ctnet completion bash)
  diff completions/_ctnet <(ctnet completion zsh)
  diff completions/ctnet.fish <(ctnet completion fish)
  run -2 ctnet completion tcsh
  [[ $output == *'give bash, zsh or fish'* ]]
}
