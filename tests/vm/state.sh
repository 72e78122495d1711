#!/bin/sh
# Prints what ctnet could change of the host and of each named namespace, without what changes by itself. It stands in for
# tests/host/snapshot.sh, which takes ten seconds on an emulated processor.
set -eu
look='
printf "%s\n" "address show" "route show table all" "rule show" "neighbour show nud permanent" | ip -d -batch -
printf "%s\n" "route show table all" "rule show" | ip -d -6 -batch -
printf "%s\n" "vlan show" "link show" | bridge -d -batch - 2>/dev/null
tc qdisc show
grep -s . /proc/sys/net/ipv[46]/conf/*/disable_ipv6 /proc/sys/net/ipv4/conf/*/arp_notify'
{
  echo '## host'
  sh -c "$look"
  for ns in /run/netns/*; do
    [ -e "$ns" ] || continue
    echo "## $ns"
    nsenter --net="$ns" sh -c "$look"
  done
  [ ! -S /run/openvswitch/db.sock ] || ovs-vsctl --timeout=60 show
} | sed -E \
  -e '/inet6 fe80/{N;d}' \
  -e '/^((unicast |multicast |anycast |local )?(fe80:|ff00:)|33:33:)/d' \
  -e 's/(NO-CARRIER|LOWER_UP|M-DOWN),//g; s/,(NO-CARRIER|LOWER_UP|M-DOWN)>/>/' \
  -e 's/ state [A-Z]+//; s/ (linkdown|dead)//g; s/ refcnt [0-9]+//' \
  -e 's/ ([a-z_]*timer|topology_change(_detected)?|designated_[a-z]+|root_[a-z_]+|tso_max_size|tso_max_segs|promiscuity|allmulti) +[^ ]+//g'
