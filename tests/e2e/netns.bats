#!/usr/bin/env bats
# The document's namespace entries, and "Clean up dangling symlinks in /var/run/netns".

load helpers

teardown() { clean_host; }

@test "netns: a container's namespace is linked, used by ip netns, and unlinked" {
  container web
  run -0 ctnet netns link web
  [ "$output" = web ]
  ip netns exec web ip link show lo >/dev/null
  run -0 --separate-stderr ctnet netns link web
  [[ $stderr == *"already linked"* ]]
  run -0 ctnet netns unlink web
  [ ! -e /run/netns/web ]
}

@test "netns: after the container's death the link dangles, and clean removes it and nothing else" {
  container web
  ip netns add bare
  ctnet netns link web
  docker rm -f web >/dev/null
  run -0 ctnet netns ls
  [[ $output == *dangling* ]]
  run -0 --separate-stderr ctnet netns clean
  [ "$output" = web ]
  [ ! -L /run/netns/web ]
  ip netns exec bare true
}
