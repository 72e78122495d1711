#!/usr/bin/env bats
# Every command that the pages show is typed, page by page, each in a fresh world, and says what the page says it does.

load helpers

setup_file() {
  docker image tag base busybox
  sh tests/host/bundle.sh tests/e2e/run-page.ts "$BATS_FILE_TMPDIR/run-page.mjs"
}
teardown() { clean_host; }

page() {
  [ "$1" != docs/recipes/ovs.md ] || sh tests/e2e/ovs.sh start
  # The page's Docker is restarted by whoever started it.
  if [ "$1" = docs/recipes/docker0.md ]; then
    mkdir -p /etc/ctnet
    echo "docker: { restart: 'sh $PWD/tests/e2e/engine.sh restart' }" >/etc/ctnet/config.yaml
  fi
  mac=$(ip -o link show docker0 | sed 's/.* link.ether \([^ ]*\) .*/\1/')
  before=$(network_state)
  run -0 node "$BATS_FILE_TMPDIR/run-page.mjs" "$@"
  clean_host
  rm -rf /etc/ctnet
  # Docker may have made it anew.
  ip link set docker0 address "$mac"
  unchanged "$before"
  sh tests/e2e/ovs.sh stop
}

# Where no engine has switched forwarding on.
IN_A_SANDBOX='README.md docs/recipes/forward.md'

for file in docs/*.md docs/recipes/*.md; do
  case " $IN_A_SANDBOX " in *" $file "*) continue ;; esac
  grep -qs '^```console$' "$file" || continue
  bats_test_function --description "docs: $file" -- page "$file"
done

for file in $IN_A_SANDBOX; do
  bats_test_function --description "docs: $file, in a sandbox of an ordinary user" -- \
    page "$file" setpriv --reuid 65534 --regid 65534 --clear-groups ctnet sandbox --
done
