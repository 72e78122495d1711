#!/usr/bin/env bats
# attach NETWORK phys:IF: one of the host's own interfaces, for which stands one end of a pair whose other end is a switch's.

load helpers

setup() {
  ip netns add switch
  ip link add name eth9 address 52:54:00:00:00:09 mtu 1400 type veth peer name port address 52:54:00:00:00:0a netns switch
  ip -n switch address add 10.9.0.254/24 dev port
  ip -n switch address add fd00:9::254/64 dev port nodad
  ip -n switch link set dev port up
  ip link set dev eth9 up alias 'the uplink'
  ip address add 10.9.0.1/24 broadcast + dev eth9
  ip address add fd00:9::1/64 dev eth9 nodad
}
teardown() {
  ip link delete eth9 2>/dev/null || :
  clean_host
}

# Routes of the host's own by it, and what it looks like then.
host_routes() {
  ip route add 10.77.0.0/16 via 10.9.0.254 proto dhcp metric 7
  ip route add fd00:77::/48 via fd00:9::254
  sysctl -q net.ipv4.conf.eth9.rp_filter=2 net.ipv6.conf.eth9.accept_ra=0 net.ipv4.neigh.eth9.ucast_solicit=5
  before=$(network_state)
}

# A folder with an `ip` that kills ctnet and its script when it is to do that: killing_ip TEXT
killing_ip() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  cat >"$BATS_TEST_TMPDIR/bin/ip" <<EOF
#!/bin/sh
case \$* in *-batch*) ;; *) exec /sbin/ip "\$@" ;; esac
lines=\$(cat)
case \$lines in *"$1"*)
  read -r _ _ _ parent _ </proc/\$PPID/stat
  kill -9 "\$parent" \$PPID ;;
esac
printf '%s\n' "\$lines" | /sbin/ip "\$@"
EOF
  chmod +x "$BATS_TEST_TMPDIR/bin/ip"
  echo "$BATS_TEST_TMPDIR/bin"
}

@test "phys: a card goes into a container and comes home with its name, addresses, routes and alias; packets pass in both places" {
  container web
  host_routes
  run -0 --separate-stderr ctnet attach web phys:eth9 10.9.0.5/24@10.9.0.254 fd00:9::5/64 --force
  [ "$output" = "web eth0 10.9.0.5/24 fd00:9::5/64" ]
  [[ $stderr == *"until eth9 is home again, this host is without 10.9.0.1/24"*"10.77.0.0/16 via 10.9.0.254"* ]]
  run ! ip link show dev eth9
  pings web 10.9.0.254
  pings web fd00:9::254
  run -0 --separate-stderr ctnet attach web phys:eth9 10.9.0.5/24
  [[ $stderr == *"already attached to phys:eth9"* ]]
  run -0 --separate-stderr ctnet inspect web
  [[ $output == *52:54:00:00:00:09* ]]
  run -0 ctnet detach web
  [ "$output" = "web eth0" ]
  host_pings 10.9.0.254
  unchanged "$before"
}

@test "phys: by its MAC, into a bare namespace, with other features; laid anew in its own place; detached among others" {
  ip netns add bare
  ctnet bridge create lan 10.8.0.1/24
  before=$(network_state)
  ctnet attach bare lan
  ctnet attach bare phys:52:54:00:00:00:09 10.9.0.1/24 --if up --mac 02:00:00:00:00:77 --mtu 1300
  ip -n bare link show dev up | grep -q 'mtu 1300'
  ip netns exec bare ping -c 1 -W 2 10.9.0.254 >/dev/null
  ip -n switch neighbour show 10.9.0.1 | grep -q 02:00:00:00:00:77
  run -4 ctnet attach bare phys:eth9 10.9.0.7/24
  ctnet attach bare phys:eth9 10.9.0.7/24 --replace
  [ "$(ls /run/ctnet/away | wc -l)" = 1 ]
  ip netns exec bare ping -c 1 -W 2 10.9.0.254 >/dev/null
  ctnet detach bare --all
  unchanged "$before"
}

@test "phys: what is in the way is said, and nothing is changed" {
  ip netns add bare
  ip netns add other
  host_routes
  run -4 --separate-stderr ctnet attach bare phys:eth9 10.9.0.5/24
  [[ $stderr == *"route to 10.77.0.0/16 via 10.9.0.254"*"--force"* ]]
  run -3 ctnet attach bare phys:eth8 none
  run -2 ctnet attach bare phys:eth9 --force
  unchanged "$before"
  # The kernel lists radios by these files, of which this host has none.
  mkdir -p "$BATS_TEST_TMPDIR/sys/class/net/eth9/phy80211"
  run -4 --separate-stderr unshare --mount sh -c 'mount --bind "$1" /sys; exec ctnet attach bare phys:eth9 none --force' sh "$BATS_TEST_TMPDIR/sys"
  [[ $stderr == *wireless*"iw phy"* ]]
  ip link add link eth9 name top type macvlan
  run -4 --separate-stderr ctnet attach bare phys:eth9 none --force
  [[ $stderr == *"top lies on top of it"* ]]
  ip link delete top
  ip link add name eth8 address 52:54:00:00:00:09 type veth peer name eth7
  run -2 --separate-stderr ctnet attach bare phys:52:54:00:00:00:09 none --force
  [[ $stderr == *eth9*eth8* || $stderr == *eth8*eth9* ]]
  ip link delete eth8
  ctnet attach other phys:eth9 none --force
  run -4 --separate-stderr ctnet attach bare phys:eth9 none
  [[ $stderr == *"eth9 is in other, as eth0"*"ctnet detach other eth0"* ]]
  ip link add name eth9 type veth peer name eth7
  run -4 --separate-stderr ctnet detach other
  [[ $stderr == *"another eth9"* ]]
  ip link delete eth9
  ctnet detach other
  unchanged "$before"
}

@test "phys: one that is home without its container is given back what it had by the next change, also after kill -9" {
  ip netns add bare
  host_routes
  ctnet attach bare phys:eth9 10.9.0.5/24 --mac 02:00:00:00:00:77 --force
  # As the kernel does it when the namespace of a physical one dies.
  ip -n bare link set dev eth0 netns $$
  run -0 --separate-stderr ctnet clean --dry-run
  [[ $stderr == *"eth9 is home again"* && $output == *"name eth9"* ]]
  ip link show dev eth0 >/dev/null
  run ! env PATH="$(killing_ip 'route add'):$PATH" ctnet netns clean
  run -0 --separate-stderr ctnet netns clean
  [[ $stderr == *"rolled back"*"eth9 is home again: bare, which had it, is gone"* ]]
  unchanged "$before"
}

@test "phys: a detach that is killed on the way home, and then its container: the next change brings it home all the same" {
  ip netns add bare
  host_routes
  ctnet attach bare phys:eth9 10.9.0.5/24 --force
  run ! env PATH="$(killing_ip 'route add'):$PATH" ctnet detach bare
  ip netns delete bare
  # What it was about to do is done, or not: the journal's part is the same.
  ip route flush dev eth9 proto boot
  run -0 --separate-stderr ctnet netns clean
  [[ $stderr == *"rolled back"*"eth9 is home again"* ]]
  ip netns add bare
  unchanged "$before"
}

@test "phys: what a virtual one had is forgotten when it is gone with its container" {
  container web
  ctnet attach web phys:eth9 10.9.0.5/24
  docker rm -f web >/dev/null
  until ! ip -n switch link show dev port 2>/dev/null; do sleep 0.05; done
  run -0 --separate-stderr ctnet clean
  [[ $stderr == *"eth9, which was in web, is gone with it"* ]]
  [ ! -e /run/ctnet/away ]
}

@test "phys: the printed scripts do the same without ctnet, and a second run changes nothing" {
  container web
  host_routes
  ctnet attach web phys:eth9 10.9.0.5/24 --force --dry-run >"$BATS_TEST_TMPDIR/attach"
  unchanged "$before"
  sh "$BATS_TEST_TMPDIR/attach"
  run -4 sh "$BATS_TEST_TMPDIR/attach"
  pings web 10.9.0.254
  ctnet detach web --dry-run >"$BATS_TEST_TMPDIR/detach"
  sh "$BATS_TEST_TMPDIR/detach"
  run -4 sh "$BATS_TEST_TMPDIR/detach"
  unchanged "$before"
}
