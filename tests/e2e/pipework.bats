#!/usr/bin/env bats
# The command lines of pipework's README and help, and what they make inside a container: by ctnet, and by pipework itself
# where PIPEWORK is its path. `nic` stands for a physical interface, with a namespace behind it.

load helpers

setup_file() {
  container web
  # The image that pipework takes for dhcp, with a script for its client.
  docker create --name client base true >/dev/null
  docker cp /etc/udhcpc client:/etc/
  docker commit client busybox >/dev/null
  docker rm client >/dev/null
  export WEB="/proc/$(docker inspect -f '{{.State.Pid}}' web)/ns/net"
  docker inspect -f '{{.Id}}' web >"$BATS_FILE_TMPDIR/id"
  ln -s "$CTNET" "$BATS_FILE_TMPDIR/pipework"
}
setup() {
  ip netns add switch
  make_nic
}
teardown() {
  [ -z "${server-}" ] || kill "$server"
  clear_web
  sh tests/e2e/ovs.sh stop
  ip netns delete switch
  # The deleted namespace takes its end of the card with it, sooner or later.
  for link in br1 br2 nic; do ip link delete "$link" 2>/dev/null || :; done
}
teardown_file() { clean_host; }

make_nic() {
  ip link add name nic address 02:00:00:00:01:01 type veth peer name port netns switch
  ip -n switch link set dev port up
  ip link set dev nic up
}

in_web() { nsenter --net="$WEB" "$@"; }
clear_web() {
  for link in $(in_web ip -o link | sed -n 's/^[0-9]*: \([^:@]*\).*/\1/p'); do
    [ "$link" = lo ] || in_web ip link delete "$link"
  done
  in_web ip rule flush table 77
}

# By the program's name, as a script calls it.
ours() { node "$BATS_FILE_TMPDIR/pipework" "$@"; }
# It looks into /sys, which shows the network that it was mounted in.
theirs() { unshare --mount sh -c 'mount -t sysfs sysfs /sys && exec "$@"' sh "$PIPEWORK" "$@" 3>&-; }

# What is in the container: each interface with its kind, MTU and addresses, routes, rules.
state() {
  in_web ip -j -d address show | node -e '
    for (const link of JSON.parse(require("fs").readFileSync(0))) {
      if (link.ifname === "lo") continue
      const addresses = link.addr_info.filter(({ scope }) => scope !== "link").map(({ local, prefixlen }) => `${local}/${prefixlen}`)
      console.log([link.ifname, link.linkinfo.info_kind, link.mtu, link.flags.includes("UP") ? "up" : "down", ...addresses].join(" "))
    }'
  { in_web ip route; in_web ip -6 route show default; } | grep -v 'proto kernel' | sed 's/ metric 1024.*//; s/ *$//'
  in_web ip rule show table 77 | sed 's/^[0-9]*:\t//'
}

# A command line, and what is in the container then: form "WORDS" "STATE"
form() {
  # shellcheck disable=SC2086
  "$program" $1 || { echo "pipework $1: $?"; return 1; }
  diff <(printf '%s\n' "$2") <(state) || { echo "after: pipework $1"; return 1; }
}
mac_of() { in_web ip -o link show "$1" | grep -o 'link/ether [^ ]*' | cut -d' ' -f2; }

# A DHCP server behind nic, which gives 10.5.0.50 to the MAC of U:myhost.foo.com.
serve() {
  ip -n switch address add 10.5.0.1/24 dev port
  ip netns exec switch dnsmasq --no-daemon --conf-file=/dev/null --no-ping --port=0 --interface=port --bind-interfaces \
    --dhcp-range=10.5.0.50,10.5.0.59,2m --dhcp-host=02:72:6c:cd:9b:8d,10.5.0.50 --log-dhcp --pid-file= \
    --dhcp-leasefile="$BATS_TEST_TMPDIR/leases" >"$BATS_TEST_TMPDIR/dnsmasq" 2>&1 </dev/null 3>&- &
  server=$!
  soon grep -q 'DHCP, sockets bound' "$BATS_TEST_TMPDIR/dnsmasq"
}

# What both make of the same command lines.
forms() {
  forms_of_bridges
  forms_of_programs
  forms_of_nic
  forms_of_wait
  forms_of_dhcp
  forms_of_ovs
  forms_that_fail
}

forms_of_bridges() {
  form "br1 web 192.168.1.1/24" "eth1 veth 1500 up 192.168.1.1/24"
  form "br1 -i eth2 -l hostapp1 -a 4 web 192.168.4.25/20@192.168.4.1" "eth1 veth 1500 up 192.168.1.1/24
eth2 veth 1500 up 192.168.4.25/20
default via 192.168.4.1 dev eth2"
  ip -o link show master br1 | grep -q hostapp1
  form "br2 -i eth3 $(cat "$BATS_FILE_TMPDIR/id") 10.9.0.5/24@10.9.0.1 26:2e:71:98:60:8f" "eth1 veth 1500 up 192.168.1.1/24
eth2 veth 1500 up 192.168.4.25/20
eth3 veth 1500 up 10.9.0.5/24
default via 10.9.0.1 dev eth3"
  [ "$(mac_of eth3)" = 26:2e:71:98:60:8f ]
  # Bridges that are made so have no address, and may be given one.
  [ -z "$(ip -4 -o address show | grep -E ' br[12] ')" ]
  ip address add 192.168.1.254/24 dev br1
  host_pings 192.168.1.1
  clear_web
  form "br1 web 0/0" "eth1 veth 1500 up"
  clear_web
  form "br1 web 10.0.0.5/32@10.9.9.9" "eth1 veth 1500 up 10.0.0.5/32
default via 10.9.9.9 dev eth1
10.9.9.9 dev eth1 scope link"
  clear_web
}

forms_of_programs() {
  form "br2 web 10.9.0.5/24@10.9.0.1" "eth1 veth 1500 up 10.9.0.5/24
default via 10.9.0.1 dev eth1"
  form "route web add 10.77.0.0/16 via 10.9.0.1" "eth1 veth 1500 up 10.9.0.5/24
default via 10.9.0.1 dev eth1
10.77.0.0/16 via 10.9.0.1 dev eth1"
  form "route web replace default via 10.9.0.7" "eth1 veth 1500 up 10.9.0.5/24
default via 10.9.0.7 dev eth1
10.77.0.0/16 via 10.9.0.1 dev eth1"
  form "route web delete 10.77.0.0/16" "eth1 veth 1500 up 10.9.0.5/24
default via 10.9.0.7 dev eth1"
  form "rule web add from 172.19.0.2/32 table 77" "eth1 veth 1500 up 10.9.0.5/24
default via 10.9.0.7 dev eth1
from 172.19.0.2 lookup 77"
  form "rule web add to 172.19.0.2/32 table 77" "eth1 veth 1500 up 10.9.0.5/24
default via 10.9.0.7 dev eth1
from all to 172.19.0.2 lookup 77
from 172.19.0.2 lookup 77"
  [ "$("$program" route web get 10.77.0.1 | head -1 | sed 's/ *uid.*//')" = "10.77.0.1 via 10.9.0.7 dev eth1 src 10.9.0.5" ]
  "$program" tc web qdisc add dev eth1 root tbf rate 1mbit burst 32kb latency 400ms
  in_web tc qdisc show dev eth1 | grep -q 'tbf .*rate 1Mbit'
  "$program" tc web qdisc del dev eth1 root
  if ip netns exec switch tc qdisc add dev lo root netem loss 30% 2>/dev/null; then
    "$program" tc web qdisc add dev eth1 root netem loss 30%
    in_web tc qdisc show dev eth1 | grep -q 'netem .*loss 30%'
  else
    run ! "$program" tc web qdisc add dev eth1 root netem loss 30%
  fi
  # As they stand in the README, which ip refuses.
  run ! "$program" route web add 10.0.5.6/24 via 192.168.2.1
  run ! "$program" route web replace default via 10.2.3.5.78
  clear_web
}

forms_of_nic() {
  ip link set dev nic down
  form "nic web 10.5.0.9/24@10.5.0.1 U:myhost.foo.com" "eth1 macvlan 1500 up 10.5.0.9/24
default via 10.5.0.1 dev eth1"
  [ "$(mac_of eth1)" = 02:72:6c:cd:9b:8d ]
  form "mac:02:00:00:00:01:01 -i lan -a 4 web 10.6.0.9/24" "eth1 macvlan 1500 up 10.5.0.9/24
lan macvlan 1500 up 10.6.0.9/24
default via 10.5.0.1 dev eth1"
  clear_web
  # The host's own macvlan, by which the two reach each other.
  ip link add link nic name eth0m type macvlan mode bridge
  ip address add 10.1.1.123/24 dev eth0m
  ip link set dev eth0m up
  form "nic web 10.1.1.234/24@10.1.1.254" "eth1 macvlan 1500 up 10.1.1.234/24
default via 10.1.1.254 dev eth1"
  host_pings 10.1.1.234
  ip link delete eth0m
  clear_web
  form_if "link add link nic name probe0 type vlan id 9" "nic web 10.5.0.9/24 @10" "eth1 macvlan 1500 up 10.5.0.9/24"
  form_if "link add probe0 type dummy" "dummy web 192.168.21.101/24@192.168.21.1" "eth1 dummy 1500 up 192.168.21.101/24
default via 192.168.21.1 dev eth1"
  clear_web
  form "--direct-phys nic web 10.7.0.9/24" "eth1 veth 1500 up 10.7.0.9/24"
  clear_web
  make_nic
  form "--direct-phys nic -i container0 web 0/0" "container0 veth 1500 up"
  run -1 "$program" --direct-phys nic -i container0 web 0/0
  clear_web
  make_nic
  form "--direct-phys mac:02:00:00:00:01:01 -i container0 web 10.7.0.9/24" "container0 veth 1500 up 10.7.0.9/24"
  clear_web
  make_nic
}

# The same where this kernel can do what is tried first; else it fails: form_if "IP-WORDS" "WORDS" "STATE"
form_if() {
  # shellcheck disable=SC2086
  if ip $1 2>/dev/null; then
    ip link delete probe0
    form "$2" "$3"
  else
    # shellcheck disable=SC2086
    run ! "$program" $2
    [ "$program" = theirs ] || [[ $status = 1 && $output == *"this kernel has no"* ]]
  fi
}

forms_of_wait() {
  ip link add name eth1 type veth peer name other
  ip link set dev other up
  ip link set dev eth1 up
  "$program" --wait
  "$program" --wait -i nic
  ip link delete eth1
}

forms_of_dhcp() {
  local client
  serve
  for client in udhcpc dhclient dhcpcd dhcp; do
    # pipework fails of a file that udhcpc has removed already, or that dhclient has yet to write.
    "$program" nic web "$client" U:myhost.foo.com || [[ "$program $client" =~ ^theirs\ (udhcpc|dhclient)$ ]]
    soon leased || { state; echo "after: pipework nic web $client"; return 1; }
    end_client
    clear_web
  done
  kill "$server"
  server=
}
# dhcpcd makes the subnet's route too, and notes on each where it is from.
leased() {
  [ "$(state | sed '/proto dhcp scope link/d; s/ proto dhcp.*//')" = "eth1 macvlan 1500 up 10.5.0.50/24
default via 10.5.0.1 dev eth1" ]
}
end_client() {
  local process
  if [ "$program" = ours ]; then ctnet detach web; return; fi
  docker ps -q --filter ancestor=busybox | xargs -r docker rm -f
  # In a test host there are no others; one that ends takes its helpers with it.
  for process in $(pgrep -x 'dhcpcd|dhclient'); do kill "$process" 2>/dev/null || :; done
}

forms_of_ovs() {
  sh tests/e2e/ovs.sh start
  ovs-vsctl --timeout=5 add-br ovsbr0 -- set Bridge ovsbr0 datapath_type=netdev
  form "ovsbr0 web 192.168.1.2/24" "eth1 veth 1500 up 192.168.1.2/24"
  form "ovsbr0 -i eth2 -l hostapp2 web 10.0.0.5/8 26:2e:71:98:60:8f@10" "eth1 veth 1500 up 192.168.1.2/24
eth2 veth 1500 up 10.0.0.5/8"
  [ "$(mac_of eth2)" = 26:2e:71:98:60:8f ]
  [ "$(ovs-vsctl --timeout=5 get port hostapp2 tag)" = 10 ]
  clear_web
  ovs-vsctl --timeout=5 del-br ovsbr0
}

forms_that_fail() {
  for words in '' 'br1 web' 'br1 web 10.0.0.5' 'nosuch web 10.0.0.5/24' 'br1 nobody 10.0.0.5/24' 'mac:02:00:00:00:00:ff web 10.0.0.5/24'; do
    # shellcheck disable=SC2086
    run -1 "$program" $words
  done
}

@test "pipework: its command lines, by ctnet" {
  program=ours
  forms
  [ "$(ls /var/run/netns)" = switch ]
}

@test "pipework: its command lines, by pipework itself" {
  [ -n "${PIPEWORK-}" ] || skip 'PIPEWORK is not set to the path of pipework'
  program=theirs
  forms
}

@test "pipework: where ctnet does better: IPv6, one default route, nothing left after a failure, a plan, --wait" {
  program=ours
  form "br1 -a 6 web fd00:9::5/64@fd00:9::1" "eth1 veth 1500 up fd00:9::5/64
default via fd00:9::1 dev eth1"
  form "br1 -i eth2 web 10.9.0.5/24@10.9.0.1" "eth1 veth 1500 up fd00:9::5/64
eth2 veth 1500 up 10.9.0.5/24
default via 10.9.0.1 dev eth2
default via fd00:9::1 dev eth1"
  in_web ip route add default via 10.9.0.7 metric 9
  form "br1 -i eth3 web 10.9.0.6/24@10.9.0.8" "eth1 veth 1500 up fd00:9::5/64
eth2 veth 1500 up 10.9.0.5/24
eth3 veth 1500 up 10.9.0.6/24
default via 10.9.0.8 dev eth3
default via fd00:9::1 dev eth1"
  before=$(network_state)
  run -1 ours br2 -i eth2 web 10.9.1.5/24
  [[ $output == *"in ctnet's words: ctnet attach web br2"*"web has an interface eth2 already"* ]]
  run -1 ours br1 -i eth4 web 10.9.0.5/24
  run -1 ours br2 -i eth4 web 10.9.0.255/24
  run -1 ours route web add 10.0.5.6/24 via 10.9.0.1
  run -1 ours tc web qdisc bogus
  run -0 ctnet --dry-run pipework br2 -i eth4 web 10.9.4.5/24
  [[ $output == *'link add name br2'* ]]
  run -0 ours --translate br2 -i eth4 web 10.9.4.5/24
  [ "$output" = "ctnet attach web br2 10.9.4.5/24 --gateway none --if eth4 --create --bridge-address none" ]
  run -0 as_user ctnet pipework --translate nic web 0/0
  [ "$output" = "ctnet attach web macvlan:nic none --gateway none --if eth1" ]
  run -0 ctnet pipework --help
  [[ $output == *--direct-phys*--translate* ]]
  unchanged "$before"
  ip link set dev nic down
  run -0 ours --translate nic web 0/0
  [ "$output" = "ctnet attach web macvlan:nic none --gateway none --if eth1 --force" ]
  run -4 ctnet attach web macvlan:nic none
  run -0 ctnet --force pipework nic -i lan web 0/0
  clear_web
  # By its MAC it is found also where it is in the container already.
  for again in '' again; do run -0 --separate-stderr ours --direct-phys mac:02:00:00:00:01:01 -i container0 web 10.7.0.9/24; done
  [[ $stderr == *already* ]]
  sh tests/e2e/ovs.sh start
  clear_web
  form "ovsbr1 web 192.168.1.2/24" "eth1 veth 1500 up 192.168.1.2/24"
  clear_web
  ovs-vsctl --timeout=5 del-br ovsbr1
  # An interface without an address will do, where nobody may enter a namespace.
  timeout 9 setpriv --bounding-set -sys_admin --inh-caps -sys_admin ctnet pipework --wait -i later 3>&- &
  waiting=$!
  ip link add name later type veth peer name other
  ip link set dev other up
  kill -0 $waiting
  ip link set dev later up
  wait $waiting
  ip link delete later
}
