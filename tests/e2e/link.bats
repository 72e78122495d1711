#!/usr/bin/env bats
# The document's links under `icc=false`: real connections by name, for the ports that are linked and nothing else.

load helpers

setup() {
  ctnet bridge create bridge0 192.168.5.1/24 fd00:5::1/64
  ctnet icc bridge0 off
  docker run -d --name db --net=none --expose 80 base \
    sh -c "mkdir -p /www && echo data >/www/index.html && httpd -h /www -p 81 && exec httpd -f -h /www -p 80" >/dev/null
  container web
  for name in db web; do ctnet attach $name bridge0; done
}

teardown() { clean_host; }

# What an HTTP server says: asks CONTAINER ADDRESS PORT
asks() { docker exec "$1" sh -c 'printf "GET / HTTP/1.0\r\n\r\n" | nc -w 2 "$0" "$1" | tail -1' "$2" "$3" 2>/dev/null; }

@test "link: the server's port is reached by its alias, and nothing else; unlink, and all is as it was" {
  before=$(network_state)
  hosts=$(docker exec web cat /etc/hosts)
  inode=$(docker exec web stat -c %i /etc/hosts)
  [ -z "$(asks web 192.168.5.2 80)" ]
  run -0 ctnet link web db:database
  [ "$output" = "web db database 80/tcp" ]
  [ "$(asks web database 80)" = data ]
  [ "$(asks web 192.168.5.2 80)" = data ]
  [ "$(asks web fd00:5::2 80)" = data ]
  [ -z "$(asks web database 81)" ]
  run ! pings web database
  run ! pings db 192.168.5.3
  [ "$(docker exec web stat -c %i /etc/hosts)" = "$inode" ]
  run -0 --separate-stderr ctnet link web db:database
  [[ $stderr == *already* ]]
  # Another port instead, and another bridge's container isn't concerned.
  ctnet link web db:database --port 81
  [ -z "$(asks web database 80)" ]
  [ "$(asks web database 81)" = data ]
  ctnet unlink web db
  [ -z "$(asks web 192.168.5.2 81)" ]
  [ "$(docker exec web cat /etc/hosts)" = "$hosts" ]
  unchanged "$before"
}

@test "link: follows the server to another address, and goes when it goes" {
  ctnet link web db
  docker restart -t 0 db >/dev/null
  ctnet attach db bridge0 192.168.5.77/24
  [ "$(asks web db 80)" = data ]
  run -0 docker exec web cat /etc/hosts
  [[ $output == *"192.168.5.77"* && $output != *"192.168.5.2"$'\t'* ]]
  docker rm -f db >/dev/null
  ctnet clean
  run ! grep 'ctnet: link' <(iptables-save; ip6tables-save)
  run ! docker exec web grep db /etc/hosts
}

@test "link: is taken away also where the server doesn't run; of long names too each rule is known again" {
  ctnet link web db
  docker stop -t 0 db >/dev/null
  run -0 ctnet unlink web db
  run ! docker exec web grep db /etc/hosts
  docker start db >/dev/null
  ctnet attach db bridge0
  long=$(printf 'l%.0s' {1..100})
  ip netns add "$long"
  ctnet attach "$long" bridge0
  ctnet link "$long" db:db
  run -0 --separate-stderr ctnet clean
  [[ $stderr == *"nothing has lost"* ]]
  run -4 ctnet link db db:self
}

@test "link: a server without EXPOSE, no bridge in common, an alias that is none: nothing changes" {
  container bare
  before=$(network_state)
  run -4 ctnet link db web
  [[ $output == *"--port"* ]]
  run -4 ctnet link bare db
  [[ $output == *"ctnet attach bare bridge0"* ]]
  run -2 ctnet link web db:-x
  run -2 ctnet link web db:a:b
  run -2 ctnet link web db --port 99999
  run -3 ctnet link web nobody
  ctnet link web db:one
  run -4 ctnet link web bare:one --port 1
  ctnet unlink web db
  unchanged "$before"
}

@test "link: a bare namespace keeps the host's names, and the host its own file; a name that is taken is refused" {
  ip netns add lab
  docker run -d --name theirs --net=none -v /etc/hosts:/etc/hosts base sleep 3600 >/dev/null
  for name in lab theirs; do ctnet attach "$name" bridge0; done
  before=$(network_state)
  ctnet link lab db
  ctnet exec lab getent ahostsv4 localhost | grep -q ^127.0.0.1
  ctnet exec lab getent ahostsv4 db | grep -q ^192.168.5.2
  ctnet unlink lab db
  run -4 ctnet link theirs db
  [[ $output == *"/etc/hosts of the host's"* ]]
  unchanged "$before"
  ctnet dns web --host db=10.9.9.9
  run -4 ctnet link web db
  [[ $output == *"has it as 10.9.9.9, which ctnet dns says"* ]]
  ctnet dns web --reset
  ctnet link web db
  ctnet dns web --host cache=10.9.9.9
  ctnet dns web --reset
  [ "$(asks web db 80)" = data ]
  ctnet unlink web db
  unchanged "$before"
}
