#!/usr/bin/env bats
# An address from a real DHCP server, on real containers and bare namespaces.

load helpers

CLIENTS='udhcpc busybox dhclient dhcpcd'

setup() {
  ctnet bridge create bridge0 172.18.42.1/16 --quiet
  resolv=$(md5sum /etc/resolv.conf)
}
teardown() {
  [ -z "${server-}" ] || kill "$server"
  clean_host
  [ "$(md5sum /etc/resolv.conf)" = "$resolv" ]
}

# A DHCP server on the bridge: address 172.18.42.50, for two minutes.
serve() {
  dnsmasq --no-daemon --conf-file=/dev/null --no-ping --port=0 --interface=bridge0 --bind-interfaces --log-dhcp \
    --dhcp-range=172.18.42.50,172.18.42.59,2m --dhcp-option=6,9.9.9.9 --dhcp-leasefile="$BATS_TEST_TMPDIR/leases" \
    --pid-file= >"$BATS_TEST_TMPDIR/dnsmasq" 2>&1 </dev/null 3>&- &
  server=$!
  soon grep -q 'DHCP, sockets bound' "$BATS_TEST_TMPDIR/dnsmasq"
}

nothing_runs() { ! grep -qs '[/]run/ctnet/dhcp' /proc/[0-9]*/cmdline && [ -z "$(ls /run/ctnet/dhcp 2>/dev/null)" ]; }
no_veth() { [ -z "$(ip -o link show type veth)" ]; }
log_says() { grep -q "$1" "$BATS_TEST_TMPDIR/dnsmasq"; }
keeper() { cat /run/ctnet/dhcp/*/pid; }
client() { cat /run/ctnet/dhcp/*/client; }

# A PATH with nothing but one DHCP client.
with_only() {
  local name rest=$BATS_TEST_TMPDIR/bin-$1 dir file
  mkdir -p "$rest"
  for dir in /usr/sbin /usr/bin /sbin /bin; do
    for file in "$dir"/*; do
      case ${file##*/} in udhcpc | dhclient | dhcpcd | busybox) continue ;; esac
      ln -sf "$file" "$rest/"
    done
  done
  [ "$1" = none ] || ln -sf "$(command -v "$1")" "$rest/"
  shift
  PATH=$PWD/tests/e2e/bin:$rest:/usr/local/bin "$@"
}

@test "dhcp: a container gets its address and default route, keeps them, and gives them back on detach" {
  serve
  container web
  before=$(network_state)
  run -0 --separate-stderr ctnet attach web bridge0 dhcp
  [[ $output =~ ^web\ eth0\ 172\.18\.42\.5[0-9]/16$ ]]
  address=${output##* }
  pings web 172.18.42.1
  host_pings "${address%/*}"
  docker exec web ip route | grep -q '^default via 172.18.42.1 dev eth0'
  ctnet inspect web | grep -q '"dns"'
  # It renews.
  kill -USR1 "$(client)"
  soon log_says "DHCPREQUEST(bridge0) ${address%/*}.*"
  # Twice is once.
  run -0 --separate-stderr ctnet attach web bridge0 dhcp
  [ "$output" = "web eth0 $address" ]
  [[ $stderr == *"already attached"* ]]
  # A client that is killed is started again.
  old=$(client)
  kill -9 "$old"
  again() { [ "$(client)" != "$old" ] && docker exec web ip route | grep -q ^default; }
  soon again || soon again
  # And so is what watches over it, when asked.
  kill -9 "$(keeper)"
  ctnet attach web bridge0 dhcp
  kill -0 "$(keeper)"
  pings web 172.18.42.1
  run -0 ctnet detach web
  nothing_runs
  log_says DHCPRELEASE
  unchanged "$before"
}

@test "dhcp: with a container goes its client, within two seconds, and with it the other end of the veth" {
  serve
  container web
  ip netns add bare
  ctnet attach web bridge0 dhcp
  ctnet attach bare bridge0 dhcp fd00:42::9/64
  docker kill web >/dev/null
  soon test "$(ls /run/ctnet/dhcp | wc -l)" = 1 || soon test "$(ls /run/ctnet/dhcp | wc -l)" = 1
  ip netns delete bare
  soon nothing_runs
  soon no_veth
}

@test "dhcp: no server, no client, words that don't go together: each its own error, and nothing changes" {
  container web
  before=$(network_state)
  run -8 ctnet attach web bridge0 dhcp --timeout 0.5
  [[ $output == *"no DHCP server"* ]]
  nothing_runs
  run -6 with_only none ctnet attach web bridge0 dhcp
  [[ $output == *"apt-get install udhcpc"* ]]
  run -2 ctnet attach web bridge0 dhcp dhcp
  run -2 ctnet attach web bridge0 dhcp 172.18.42.9/16
  run -2 ctnet attach web bridge0 dhcp --gateway 172.18.42.1
  unchanged "$before"
}

@test "dhcp: each of the clients, also by the printed script" {
  serve
  for client in $CLIENTS; do
    ip netns add bare
    with_only "$client" ctnet attach bare bridge0 dhcp --dry-run >"$BATS_TEST_TMPDIR/attach.sh"
    sh "$BATS_TEST_TMPDIR/attach.sh"
    ip netns exec bare ping -c 1 -W 2 172.18.42.1
    ip -n bare route | grep -q '^default via 172.18.42.1 dev eth0'
    ctnet detach bare
    nothing_runs
    ip netns delete bare
  done
}

@test "dhcp: a container whose keeper was killed is let go by clean" {
  serve
  ip netns add bare
  ctnet attach bare bridge0 dhcp
  kill -9 "$(keeper)"
  ip netns delete bare
  run -0 --separate-stderr ctnet clean
  [ "$output" = "dhcp eth0" ]
  nothing_runs
  soon no_veth
}

@test "dhcp: the client that is named asks, with further words of its own" {
  serve
  container web
  run -0 --separate-stderr ctnet pipework bridge0 web 'udhcpc-f:-f -r 172.18.42.57'
  [ "$output" = "web eth1 172.18.42.57/16" ]
  ctnet detach web
  run -6 with_only dhclient ctnet attach web bridge0 dhcp --dhcp-client udhcpc
  [[ $output == *"there is no udhcpc here"* ]]
  run -2 ctnet attach web bridge0 dhcp --dhcp-option=-r
  nothing_runs
}

@test "dhcp: kill -9 while it waits for a server: nobody waits for the lock, and the next command takes all back" {
  ip netns add bare
  before=$(network_state)
  node "$CTNET" attach bare bridge0 dhcp 3>&- &
  pid=$!
  waits() { grep -qszx await /proc/[0-9]*/cmdline; }
  soon waits || soon waits
  kill -9 "$pid"
  run -0 --separate-stderr ctnet netns clean --timeout 5
  [[ $stderr == *"attach bare bridge0 dhcp"*"rolled back"* ]]
  nothing_runs
  unchanged "$before"
}
