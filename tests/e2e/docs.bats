#!/usr/bin/env bats
# Every command that the pages show is typed, page by page, each in a fresh world, and says what the page says it does.

load helpers

setup_file() { docker image tag base busybox; }
teardown() { clean_host; }

page() {
  [ "$1" != docs/recipes/ovs.md ] || sh tests/e2e/ovs.sh start
  before=$(network_state)
  run -0 node --import tsx tests/e2e/run-page.ts "$@"
  clean_host
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
