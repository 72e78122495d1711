#!/bin/sh
# Prints the state of a whole host that ctnet could change, raw: of each network namespace what the kernel says, then the
# files and the processes. `snapshot.ts` makes it comparable.

# What is mounted here for a look is seen by nobody else.
[ "${1-}" = --inside ] || exec unshare --mount sh "$0" --inside

# Few programs for each namespace: a start of one costs more than what it prints.
# shellcheck disable=SC2016
inside='
echo "## $0"
mount -t sysfs sysfs /sys
echo "# links"
links=$(ip -j -d address show)
echo "$links"
echo "# assigned"; grep . /sys/class/net/*/addr_assign_type
echo "# routing"
ip -force -batch - <<END
route show table all
rule show
neighbour show nud permanent
neighbour show proxy
nexthop show
END
ip -6 -force -batch - <<END
route show table all
rule show
END
echo "# qdiscs"
tc -force -batch - <<END
qdisc show
filter show
END
case $links in *bridge* | *vxlan*)
  echo "# ports"; bridge -d link show
  echo "# vlans"; bridge vlan show
  echo "# forwarding entries"; bridge fdb show | grep -E "permanent|static" ;;
esac
echo "# firewall"; nft -s list ruleset
for family in ip ip6; do
  if [ -s /proc/net/${family}_tables_names ]; then ${family}tables-legacy-save; fi
done
echo "# sysctls"; grep -r . /proc/sys/net
exit 0'

sh -c "$inside" host 2>/dev/null

# Namespaces of a kind, by who is in them: namespaces_of KIND prints `KIND:[INODE] /proc/PID`.
namespaces_of() {
  find /proc/[0-9]*/ns/"$1" -maxdepth 0 -printf '%l %h\n' 2>/dev/null | sed -n 's|^\([^ ].*\)/ns$|\1|p'
}
seen=" $(readlink /proc/self/ns/net)"
# look INODE FILE LABEL: one more namespace, unless it has been seen.
look() {
  case $seen in *"[$1]"*) return 0 ;; esac
  seen="$seen [$1]"
  nsenter --net="$2" sh -c "$inside" "$3" 2>/dev/null
}
names=$(stat -L -c '%i %n' /run/netns/* 2>/dev/null)
while read -r inode file; do
  [ -z "$inode" ] || look "$inode" "$file" "netns:${file##*/}"
done <<END
$names
END
processes=$(namespaces_of net | awk '!seen[$1]++')
while read -r inode process; do
  inode=${inode#net:?}
  [ -z "$inode" ] || look "${inode%?}" "$process/ns/net" "net:$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null)"
done <<END
$processes
END

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
  [ ! -f "$file" ] || { read -r name <"$file"; echo "$file $name"; }
done
own=$(readlink /proc/self/ns/uts)
namespaces_of uts | awk -v own="$own" '$1 != own && !seen[$1]++ { print $2 }' | while read -r process; do
  nsenter --uts="$process/ns/uts" cat /proc/sys/kernel/hostname 2>/dev/null
done | sort -u
uname -n

echo '## processes'
own=$(stat -L -c %i /proc/self/ns/pid)
# Nothing of the snapshot's own making, and nobody who is dead.
ps -Aww -o pid=,ppid=,pidns=,s=,pgid=,args= | awk -v self=$$ -v own="$own" '
  $3 == own && $4 != "Z" && $1 != self && $2 != self && $2 != 0 { sub(/^ *[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +/, ""); print }'
exit 0
