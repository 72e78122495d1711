/**
 * What looks at namespaces: run as `sh -c TEXT sh FLAGS [NAME FILE]…`, it prints for the host and each namespace a line
 * `@ NAME`, then what `ip` says as two lines of JSON, then `path:value` of the parameters that recipes may set, of the host also its radios. With the
 * flag `rules`, also the firewall's lines that speak of ctnet, those in FORWARD with their place there.
 *
 * /proc/sys/net is the namespace's of whoever opens the file, so what reads it must be inside. dash's `read` can't: it
 * asks for one byte at a time, and such a file gives its value only at once.
 */
export const OBSERVE_SCRIPT = `
look='printf "address show\\nroute show table all\\n" | ip -j -d -batch - 2>/dev/null
echo
cd /proc/sys
grep -s . net/ipv4/ip_forward net/ipv6/conf/*/disable_ipv6 net/bridge/bridge-nf-call-ip*tables'
flags=$1; shift
echo '@ host'
eval "$look"
printf 'radio %s\\n' /sys/class/net/*/phy80211
case $flags in *rules*)
  for p in iptables ip6tables; do
    if command -v $p >/dev/null; then
      echo "rules $p"
      $p --wait 5 -S 2>/dev/null | awk '
        /^-A FORWARD / { n++; sub(/^-A FORWARD/, "-I FORWARD " n) }
        /CTNET-/'
    fi
  done ;;
esac
while [ $# -gt 0 ]; do
  echo "@ $1"
  nsenter --net="$2" sh -c "$look" 2>/dev/null
  shift 2
done
exit 0
`
