#!/usr/bin/env bats
# The document's "Configuring DNS": hostname, servers, search domains and further hosts, of containers and bare namespaces.

load helpers

teardown() {
  [ -z "${server-}" ] || kill "$server"
  clean_host
}

# The files that Docker overlays the container's own with, and what they say.
files_of() { docker inspect -f '{{.HostsPath}} {{.ResolvConfPath}} {{.HostnamePath}}' "$1"; }
texts_of() { docker exec "$1" sh -c 'cat /etc/hosts /etc/resolv.conf /etc/hostname; hostname'; }

# A DNS server at the bridge's address that knows db.lab and nothing else.
serve_names() {
  dnsmasq --no-daemon --conf-file=/dev/null --no-resolv --no-hosts --interface=bridge0 --bind-interfaces \
    --address=/db.lab/172.18.42.98 --pid-file= >"$BATS_TEST_TMPDIR/dnsmasq" 2>&1 </dev/null 3>&- &
  server=$!
  for _ in $(seq 100); do
    ! grep -q started "$BATS_TEST_TMPDIR/dnsmasq" || return 0
    sleep 0.05
  done
  return 1
}

@test "dns: a container resolves what it is told, by its own resolver; --reset gives its files back, to the byte" {
  ctnet bridge create bridge0 172.18.42.1/16
  container web
  container db
  ctnet attach web bridge0 172.18.42.99/16
  ctnet attach db bridge0 172.18.42.98/16
  serve_names
  read -ra files <<<"$(files_of web)"
  docker exec web sh -c 'printf "# no end" >>/etc/hosts'
  before=$(network_state)
  texts=$(texts_of web)
  inodes=$(stat -c %i "${files[@]}")
  run -0 --separate-stderr ctnet dns web --server 172.18.42.1 --search lab --host cache=172.18.42.98 --hostname www.example.com
  [ "$output" = "web hostname www.example.com
web server 172.18.42.1
web search lab
web host cache 172.18.42.98
web host www.example.com 172.18.42.99
web host www 172.18.42.99" ]
  asked=$output
  for name in db.lab db cache www; do docker exec web ping -c 1 -W 2 "$name" | grep -q "(172.18.42.9[89])"; done
  docker exec web nslookup db.lab | grep -q 172.18.42.98
  [ "$(docker exec web hostname)" = www.example.com ]
  [ "$(docker exec web cat /etc/hostname)" = www.example.com ]
  [ "$(stat -c %i "${files[@]}")" = "$inodes" ]
  [ "$(hostname)" != www.example.com ]
  run -0 --separate-stderr ctnet dns web --server 172.18.42.1 --search lab --host cache=172.18.42.98 --hostname www.example.com
  [[ $stderr == *"has it so already"* ]]
  run -0 ctnet dns web
  [ "$output" = "$asked" ]
  # A host more, the same ones elsewhere; each part by itself.
  ctnet dns web --host cache=172.18.42.97 --host cache=fd00::97 --server 172.18.42.7
  run -0 ctnet dns web --json
  [[ $output == *'"servers":["172.18.42.7"],"search":["lab"]'*'{"name":"cache","ip":"172.18.42.97","owner":"dns"},{"name":"cache","ip":"fd00::97","owner":"dns"}'* ]]
  [[ $output != *172.18.42.98* ]]
  run -0 ctnet dns web --reset
  [ "$(texts_of web)" = "$texts" ]
  [ "$(stat -c %i "${files[@]}")" = "$inodes" ]
  unchanged "$before"
  run -0 --separate-stderr ctnet dns web --reset
  [[ $stderr == *"nothing of ctnet's"* ]]
}

@test "dns: what Docker writes meanwhile stays, and what it writes anew ctnet's next change follows, until it is reset" {
  docker run -d --name web base sleep 3600 >/dev/null
  docker network create other >/dev/null
  texts=$(texts_of web)
  ctnet dns web --server 10.9.9.9 --host cache=10.9.9.8 --hostname www
  docker exec web grep -q '172.17.0.[0-9]*.www' /etc/hosts
  docker network connect other web
  hosts=$(docker exec web grep -v 'ctnet' /etc/hosts)
  resolver=$(docker exec web cat /etc/resolv.conf)
  [[ $hosts == *172.18.0.2* ]]
  [[ $resolver != *10.9.9.9* ]]
  docker exec web grep -q cache /etc/hosts
  run -0 --separate-stderr ctnet dns web --server 10.9.9.9
  [[ $stderr == *"127.0.0.11 is Docker's own resolver"* ]]
  run -0 ctnet dns web --reset
  [ "$(docker exec web cat /etc/hosts)" = "$hosts" ]
  [ "$(docker exec web cat /etc/resolv.conf)" = "$resolver" ]
  [ "$(texts_of web | tail -n 2)" = "$(tail -n 2 <<<"$texts")" ]
  docker network disconnect other web
  docker network rm other >/dev/null
  ctnet dns web --server 10.9.9.9 --host cache=10.9.9.8 --hostname www
  docker restart -t 0 web >/dev/null
  [ "$(texts_of web)" = "$texts" ]
  run -0 --separate-stderr ctnet bridge create lan
  [[ $stderr == *"web had lost what ctnet dns wrote: it is written again"* ]]
  texts_of web | grep -x -e '10.9.9.8.cache.*' -e 'nameserver 10.9.9.9' -e '172.17.0.[0-9]*.www.*' -e www | wc -l | grep -qx 5
  docker restart -t 0 web >/dev/null
  docker exec web sh -c 'echo 10.9.9.1 cache >>/etc/hosts'
  run -0 --separate-stderr ctnet bridge delete lan
  [[ $stderr == *"what ctnet dns wrote for web can't be written again: cache can't be 10.9.9.8"* ]]
  ctnet dns web --reset
  docker restart -t 0 web >/dev/null
  ctnet clean
  [ "$(texts_of web)" = "$texts" ]
  [ ! -e /run/ctnet/policy ]
}

@test "dns: a bare namespace's files begin as the host's, programs see them, and they go with what is in them" {
  ip netns add web
  ip netns add far
  cp /etc/hosts "$BATS_TEST_TMPDIR/hosts"
  echo '10.7.7.7 nas' >>/etc/hosts
  before=$(network_state)
  run -0 ctnet dns web --host db=10.9.9.8 --search lab
  [[ $output == *"web host db 10.9.9.8" ]]
  for run in 'ip netns exec' 'ctnet exec'; do
    $run web getent hosts db | grep -q 10.9.9.8
    $run web getent hosts nas | grep -q 10.7.7.7
    $run web grep -q '^search lab' /etc/resolv.conf
    $run web grep -q "$(grep -m 1 nameserver /etc/resolv.conf)" /etc/resolv.conf
    run ! $run far getent hosts db
  done
  run -0 ctnet dns web --host nas=10.7.7.8
  ctnet exec web getent hosts nas | grep -q 10.7.7.8
  ctnet dns web --reset
  unchanged "$before"
  # What somebody wrote there by hand stays.
  mkdir -p /etc/netns/web
  printf 'nameserver 10.1.1.1' >/etc/netns/web/resolv.conf
  before=$(network_state)
  ctnet dns web --server 10.9.9.9 --host db=10.9.9.8
  ctnet dns far --server 10.9.9.9
  ip netns delete far
  run -0 ctnet clean
  [ "$output" = "dns far" ]
  [ ! -e /etc/netns/far ]
  ctnet exec web grep -q ^nameserver.10.9.9.9 /etc/resolv.conf
  ip netns add far
  ctnet dns web --reset
  unchanged "$before"
  cp "$BATS_TEST_TMPDIR/hosts" /etc/hosts
  rm -r /etc/netns/web
}

@test "dns: what can't be is refused, with what to do, and nothing changes" {
  container web --add-host old:10.1.1.1
  container theirs -v /etc/hosts:/etc/hosts
  container hosts --uts=host
  docker run -d --name side --net=container:web base sleep 3600 >/dev/null
  ip netns add bare
  before=$(network_state)
  unshare --net sleep 3600 3>&- &
  process=$!
  name=$(hostname)
  for words in '--server lab' '--host db' '--host d_b=10.1.1.1' '--host db=10.1.1.1 --host DB=10.1.1.2' '--reset --hostname a' \
    '--server 10.0.0.1 --server 10.0.0.2 --server 10.0.0.3 --server 10.0.0.4'; do
    # shellcheck disable=SC2086
    run -2 ctnet dns web $words
  done
  run -4 ctnet dns web --host old=10.1.1.2
  [[ $output == *"has it as 10.1.1.1"*"ctnet dns web"* ]]
  run -4 ctnet dns web --hostname old
  run -4 ctnet dns theirs --host db=10.1.1.2
  [[ $output == *"/etc/hosts of the host's"* ]]
  run -4 ctnet dns hosts --hostname db
  [[ $output == *--uts=host* ]]
  [ "$(hostname)" = "$name" ]
  run -4 ctnet dns side --hostname db
  [[ $output == *"ctnet dns web --hostname"* ]]
  run -4 ctnet dns bare --hostname db
  [[ $output == *"no hostname of its own"* ]]
  run -4 ctnet dns "pid:$process" --host db=10.1.1.2
  run -4 ctnet dns host --server 10.1.1.1
  run -3 ctnet dns nobody
  kill "$process"
  wait "$process" || :
  unchanged "$before"
  run -0 --separate-stderr ctnet dns side --host db=10.1.1.2
  [[ $stderr == *"shared with web"* ]]
  docker exec web grep -q 10.1.1.2 /etc/hosts
  ctnet dns web --reset
}
