import { OVS_TABLES } from './parse-ovs.ts'

const ovsQuestions = OVS_TABLES.map(([table, columns]) => `-- --columns=${columns} list ${table}`).join(' ')

/**
 * What looks at namespaces: run as `sh -c TEXT sh FLAGS SETTINGS [NAME FILE]…`, it prints for the host and each namespace a line
 * `@ NAME`, then what `ip` says as two lines of JSON, then `path:value` of the parameters that recipes may set, some of
 * the host's `own` alone, which the shells in the others aren't told, and of those that SETTINGS
 * names as words of a shell. With the
 * flag `rules`, also the firewall: all that `iptables-save` prints, or, where there is no iptables, ctnet's own table. With `foreign`,
 * also what else may drop packets: the other variant of iptables, and nftables as JSON. With `localnet`,
 * `route_localnet` of each interface. With `policy`,
 * `policy FAMILY` and each family's policy rules as JSON, with numbers for names, which each host may choose. With `tc`,
 * lines that begin so: the qdiscs, the id of each class, and the filters of each qdisc that may have some; `tc` has no
 * JSON for classes, and lists filters only where it is told to look. With `ovs`, what Open vSwitch
 * knows of its bridges, or what is missing for it to be asked.
 *
 * /proc/sys/net is the namespace's of whoever opens the file, so what reads it must be inside. dash's `read` can't: it
 * asks for one byte at a time, and such a file gives its value only at once.
 */
export const OBSERVE_SCRIPT = `
tc='echo "tc qdiscs $(tc -j qdisc show 2>/dev/null)"
tc qdisc show 2>/dev/null | while read -r _ kind handle _ dev _; do
  case $handle in 0:) continue ;; ffff:) parents="ffff:fff2 ffff:fff3" ;; *) parents=$handle ;; esac
  [ "$kind" != ingress ] || parents=ffff:fff2
  for parent in $parents; do
    echo "tc filters $dev $parent $(tc -j filter show dev "$dev" parent "$parent" 2>/dev/null)"
  done
  [ "$kind" != htb ] ||
    tc class show dev "$dev" 2>/dev/null | while read -r _ _ id _; do echo "tc class $dev $id"; done
done'
look='printf "address show\\nroute show table all\\n" | ip -j -d -batch - 2>/dev/null
echo
cd /proc/sys
grep -s . net/ipv4/ip_forward net/ipv6/conf/*/disable_ipv6 net/bridge/bridge-nf-call-ip*tables $own'
flags=$1; look="$look $2"; shift 2
case $flags in *tc*) look="$look
$tc" ;; esac
case $flags in *policy*)
  look="$look
    for f in 4 6; do printf 'policy %s ' \\$f; ip -\\$f -N -j -d rule show; echo; done 2>/dev/null" ;;
esac
echo '@ host'
unset own
own='net/ipv[46]/conf/*/forwarding net/ipv4/conf/all/accept_redirects net/ipv6/conf/*/accept_ra'
seen=$(eval "$look")
printf '%s\\n' "$seen"
case $seen in *'"vlan_filtering":1'*) bridge -j vlan show 2>/dev/null ;; esac
for radio in /sys/class/net/*/phy80211; do
  [ ! -e "$radio" ] || printf 'wireless %s\\n' "\${radio%/phy80211}"
done
case $flags in *localnet*) (cd /proc/sys && grep -s . net/ipv4/conf/*/route_localnet) ;; esac
case $flags in *rules*)
  for p in iptables ip6tables; do
    if command -v $p-save >/dev/null && command -v $p-restore >/dev/null; then
      echo "rules $p"
      $p-save 2>/dev/null
    fi
  done
  if ! command -v iptables-restore >/dev/null && command -v nft >/dev/null; then
    echo 'rules nft'
    nft list table inet ctnet 2>/dev/null
  fi
;;
esac
case $flags in *foreign*)
  echo 'rules foreign'
  for p in ip ip6; do
    grep -qs . /proc/net/\${p}_tables_names || continue
    legacy=$(command -v \${p}tables-legacy) || continue
    [ "$(readlink -f "$legacy")" != "$(readlink -f "$(command -v \${p}tables)")" ] || continue
    echo "rules \${p}tables-legacy"
    "$legacy-save" 2>/dev/null
  done
  if command -v nft >/dev/null; then
    echo 'rules ruleset'
    nft -j list ruleset 2>/dev/null
  fi ;;
esac
case $flags in *ovs*)
  if ! command -v ovs-vsctl >/dev/null; then
    echo 'ovs no program'
  elif ! tables=$(ovs-vsctl --timeout=5 --format=json ${ovsQuestions} 2>/dev/null); then
    echo 'ovs no database'
  else
    ovs-appctl --timeout=5 version >/dev/null 2>&1 || echo 'ovs no switch'
    [ ! -d /sys/module/openvswitch ] || echo 'ovs has kernel'
    printf '%s\\n' "$tables"
  fi ;;
esac
while [ $# -gt 0 ]; do
  echo "@ $1"
  nsenter --net="$2" sh -c "$look" 2>/dev/null
  shift 2
done
exit 0
`
