#!/usr/bin/env bats
# forward: whether the host routes, by hand and for containers that need it; with packets that really pass.

load helpers

teardown() { clean_host; }

# Runs the lines that it reads in a bare host, where no engine has switched forwarding on, and another namespace beyond it.
in_bare_host() {
  cat - >"$BATS_TEST_TMPDIR/lines"
  export -f network_state unchanged
  unshare --net --mount --pid --fork --kill-child --mount-proc bash -euc '
    mount --make-rprivate /
    mount -t tmpfs tmpfs /run
    mkdir /run/netns
    ip link set lo up
    router() { echo "$(cat /proc/sys/net/ipv4/ip_forward) $(cat /proc/sys/net/ipv6/conf/all/forwarding)"; }
    reaches() { ip netns exec "$1" ping -c 1 -W 2 "$2" >/dev/null; }
    # What it says to a person.
    says() { ctnet "$@" 2>&1 >/dev/null; }
    ip netns add web; ip netns add db; ip netns add far
    ip link add name eth1 address 02:00:00:00:01:01 type veth peer name port address 02:00:00:00:01:02 netns far
    ip link set eth1 up
    ip -n far link set port up
    ip address add 10.5.0.1/24 dev eth1; ip address add fd00:5::1/64 dev eth1 nodad
    ip -n far address add 10.5.0.2/24 dev port; ip -n far address add fd00:5::2/64 dev port nodad
    ip -n far route add 172.18.0.0/16 via 10.5.0.1; ip -n far route add fd00:42::/64 via fd00:5::1
    while ip -6 address show dev eth1 tentative | grep -q .; do sleep 0.1; done
    ctnet bridge create bridge0 172.18.42.1/16 fd00:42::1/64 >/dev/null
    trap '\''echo "line $LINENO: $BASH_COMMAND"'\'' ERR
    . "$1"' bash "$BATS_TEST_TMPDIR/lines" 3>&-
}

@test "forward: on, off and shown; twice is so already; every setting is as before, also those that the switch turns too" {
  in_bare_host <<'END'
    echo 0 >/proc/sys/net/ipv4/conf/all/accept_redirects
    echo 1 >/proc/sys/net/ipv4/conf/eth1/forwarding
    echo 1 >/proc/sys/net/ipv6/conf/eth1/forwarding
    before=$(network_state)
    [ "$(ctnet forward)" = $'IPv4 off\nIPv6 off' ]
    [ "$(ctnet forward on)" = $'IPv4 on by ctnet forward\nIPv6 on by ctnet forward' ]
    [ "$(router)" = '1 1' ]
    [[ $(says forward on) == *'IPv4 forwarding is on already'* ]]
    ctnet forward --json | grep -F '{"family":4,"on":true,"by":"hand","containers":[]}'
    [ "$(ctnet forward off -6)" = 'IPv6 off' ]
    [ "$(router)" = '1 0' ]
    ctnet forward off
    unchanged "$before"
    [[ $(says forward off -4) == *'IPv4 forwarding is off already'* ]]
    ctnet forward on --dry-run | sh
    [ "$(router)" = '1 1' ]
    ctnet forward off
    unchanged "$before"
    status=0; ctnet forward maybe || status=$?
    [ "$status" = 2 ]
END
}

@test "forward: attach switches it on for a container's way out, the last to leave switches it off, a dead one too" {
  in_bare_host <<'END'
    before=$(network_state)
    note=$(says attach web bridge0)
    [[ $note == "ctnet: IPv4 and IPv6 forwarding is on now: web's way out leads through the host"* ]]
    [ "$(router)" = '1 1' ]
    reaches web 10.5.0.2
    reaches web fd00:5::2
    record=$(ls -l --full-time /run/ctnet/forward)
    [ -z "$(says attach db bridge0)" ]
    [ "$(ls -l --full-time /run/ctnet/forward)" = "$record" ]
    [ "$(ctnet forward -4)" = 'IPv4 on for db, web' ]
    status=0; refusal=$(says forward off -4) || status=$?
    [ "$status" = 4 ]
    [[ $refusal == *'db (by 172.18.42.1) and web (by 172.18.42.1)'*--force* ]]
    ctnet detach web
    reaches db 10.5.0.2
    [[ $(says detach db) == 'ctnet: IPv4 and IPv6 forwarding is off again'* ]]
    unchanged "$before"
    # One that is killed takes its end of the pair along; the next change finds that, whatever it is.
    ctnet attach web bridge0 172.18.42.9/16
    ctnet attach db bridge0 --gateway none
    [ "$(router)" = '1 0' ]
    ip netns delete web
    while ip link show type veth master bridge0 | grep -q 'ctnet: web'; do sleep 0.1; done
    ctnet clean
    [ "$(router)" = '0 0' ]
    # What is put in its place needs it no more; what fails leaves it as it was.
    ctnet attach db bridge0 172.18.42.8/16 --replace
    [ "$(router)" = '1 0' ]
    ctnet attach db bridge0 172.18.42.8/16 --gateway none --mtu 1400 --replace
    [ "$(router)" = '0 0' ]
    ctnet detach db
    ip netns add web
    unchanged "$before"
END
}

@test "forward: whether the host is the way out of an address by DHCP, the lease says" {
  in_bare_host <<'END'
    # A DHCP server that names a gateway.
    serve() {
      dnsmasq --no-daemon --conf-file=/dev/null --no-ping --port=0 --interface=bridge0 --bind-interfaces --dhcp-option="3,$1" \
        --dhcp-range=172.18.42.50,172.18.42.59,2m --dhcp-leasefile=/run/leases --pid-file= >/run/said 2>&1 </dev/null &
      server=$!
      until grep -q 'DHCP, sockets bound' /run/said; do sleep 0.05; done
    }
    before=$(network_state)
    serve 172.18.42.1
    [[ $(says attach web bridge0 dhcp) == *"IPv4 forwarding is on now: web's way out leads through the host"* ]]
    [ "$(router)" = '1 0' ]
    reaches web 10.5.0.2
    [ "$(ctnet forward -4)" = 'IPv4 on for web' ]
    ctnet detach web
    [ "$(router)" = '0 0' ]
    ctnet batch <<<'attach db bridge0 dhcp'
    [ "$(router)" = '1 0' ]
    ctnet detach db
    kill $server; wait $server || :
    serve 172.18.42.9
    [[ $(says attach web bridge0 dhcp) != *forwarding* ]]
    [ "$(router)" = '0 0' ]
    ctnet detach web
    kill $server; wait $server || :
    unchanged "$before"
END
}

@test "forward: what was set by hand stays, also once its container is gone; forced off it is off" {
  in_bare_host <<'END'
    ctnet attach web bridge0
    [[ $(says forward on -4) == *'on already, and stays so from now on'* ]]
    ctnet detach web
    [ "$(router)" = '1 0' ]
    [ "$(ctnet forward -4)" = 'IPv4 on by ctnet forward' ]
    ctnet forward off
    [ "$(router)" = '0 0' ]
    # Not by ctnet.
    echo 1 >/proc/sys/net/ipv4/ip_forward
    [[ $(says attach web bridge0 172.18.42.9/16) != *forwarding* ]]
    ctnet detach web
    [ "$(router)" = '1 0' ]
    echo 0 >/proc/sys/net/ipv4/ip_forward
    ctnet attach web bridge0 172.18.42.9/16
    ctnet forward off --force
    [ "$(router)" = '0 0' ]
    [ ! -e /run/ctnet/forward ]
END
}

@test "forward: a host that takes its default route from a router keeps it, and its setting comes back" {
  in_bare_host <<'END'
    ip -6 route add default via fe80::1 dev eth1 protocol ra metric 1024
    before=$(network_state)
    [ "$(cat /proc/sys/net/ipv6/conf/eth1/accept_ra)" = 1 ]
    ctnet forward on -6
    [ "$(cat /proc/sys/net/ipv6/conf/eth1/accept_ra)" = 2 ]
    ip -6 route show default | grep -q 'dev eth1 proto ra'
    ctnet forward off
    unchanged "$before"
    ctnet attach web bridge0
    [ "$(cat /proc/sys/net/ipv6/conf/eth1/accept_ra)" = 2 ]
    ctnet detach web
    unchanged "$before"
END
}

@test "forward: beside an engine, whose containers need it, IPv4 stays on" {
  [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ]
  run -4 --separate-stderr ctnet forward off -4
  [[ $stderr == *"the containers of docker0"* ]]
  [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ]
}
