#!/bin/sh
# Prints the state of a whole host that ctnet could change, raw: of each network namespace what the kernel says, then the
# files and the processes. `snapshot.ts` makes it comparable.

# shellcheck disable=SC2016
inside='
mount -t sysfs sysfs /sys
echo "# links"; ip -j -d address show
echo "# assigned"; grep . /sys/class/net/*/addr_assign_type
echo "# routes"; ip route show table all; ip -6 route show table all
echo "# rules"; ip rule show; ip -6 rule show
echo "# neighbours"; ip neighbour show nud permanent
echo "# qdiscs"; tc qdisc show; tc filter show
echo "# ports"; bridge -d link show
echo "# vlans"; bridge vlan show
echo "# forwarding entries"; bridge fdb show | grep -E "permanent|static"
echo "# next hops"; ip nexthop show
echo "# proxies"; ip neighbour show proxy
echo "# firewall"; nft -s list ruleset
for family in ip ip6; do
  if [ -s /proc/net/${family}_tables_names ]; then ${family}tables-legacy-save; fi
done
echo "# sysctls"; grep -r . /proc/sys/net
exit 0'

seen=" $(readlink /proc/self/ns/net)"
echo '## host'
unshare --mount sh -c "$inside" 2>/dev/null

# look LABEL FILE: one more namespace, unless it has been seen.
look() {
  id=$(stat -L -c %i "$2" 2>/dev/null) || return 0
  case $seen in *"[$id]"*) return 0 ;; esac
  seen="$seen [$id]"
  nsenter --net="$2" true 2>/dev/null || return 0
  echo "## $1"
  nsenter --net="$2" unshare --mount sh -c "$inside" 2>/dev/null
}
for file in /run/netns/*; do look "netns:${file##*/}" "$file"; done
for process in /proc/[0-9]*; do
  look "net:$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null)" "$process/ns/net"
done

if [ -S /run/openvswitch/db.sock ]; then
  echo '## open vswitch'
  ovs-vsctl --timeout=5 show 2>/dev/null | tail -n +2
fi

echo '## files'
find /run/netns /etc/netns -mindepth 1 -printf '%p %y %l\n' 2>/dev/null
# The log is there to stay: it says what was done, also of what was taken back. Whom root trusts is no network's state.
find /run/ctnet /var/lib/ctnet -mindepth 1 ! -path /run/ctnet/lock ! -path /run/ctnet/journal \
  ! -path '/run/ctnet/log*' ! -path /run/ctnet/dhcp ! -path '/var/lib/ctnet/trust*' 2>/dev/null
find /run -mindepth 1 -maxdepth 1 -name '*ctnet*' ! -path /run/ctnet 2>/dev/null
find /etc/netns /var/lib/ctnet /etc/docker /etc/hosts /etc/resolv.conf "${HOST_DIR:-/nowhere}"/data/containers/*/hosts \
  "${HOST_DIR:-/nowhere}"/data/containers/*/resolv.conf -type f ! -path '/var/lib/ctnet/trust*' ! -name kept.json -exec md5sum {} + 2>/dev/null
# What is kept says which host it is of.
[ ! -f /var/lib/ctnet/kept.json ] || sed 's/"hostInode":[0-9]*/"hostInode":0/' /var/lib/ctnet/kept.json

echo '## hostnames'
for file in "${HOST_DIR:-/nowhere}"/data/containers/*/hostname; do
  [ ! -f "$file" ] || echo "$file $(cat "$file")"
done
own=$(readlink /proc/self/ns/uts)
for process in /proc/[0-9]*; do
  [ "$(readlink "$process/ns/uts")" != "$own" ] || continue
  nsenter --uts="$process/ns/uts" cat /proc/sys/kernel/hostname 2>/dev/null
done | sort -u
uname -n

echo '## processes'
own=$(readlink /proc/self/ns/pid)
for process in /proc/[0-9]*; do
  [ "$(readlink "$process/ns/pid")" = "$own" ] || continue
  # Nothing of the snapshot's own making.
  read -r _ _ _ parent group _ <"$process/stat" || continue
  [ "$parent" != $$ ] && [ "${process##*/}" != $$ ] && [ "$parent" != 0 ] || continue
  echo "$group $(tr '\0' ' ' <"$process/cmdline")"
done 2>/dev/null
exit 0
