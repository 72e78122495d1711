import type { Cidr } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import type { Step } from '../step.ts'

export interface Question {
  /** The host's interface by which the wire is reached: a bridge, or a physical interface. */
  readonly dev: string
  /**
   * Who asks: a MAC that nobody has. Not the one that the address will get: whoever was given it by the same rule (02:42
   * and the address) has that one too, and a switch takes an answer from it for the question's own.
   */
  readonly mac: string
  readonly addresses: readonly Cidr[]
  /** What to type where somebody answers. */
  readonly hint: string
}

/** No program that the text runs ends with it. */
const ANSWERED = 44

/**
 * Asks on the wire whether somebody has one of the addresses, from a namespace of its own that goes with the question:
 * there the sender has no address, as RFC 5227, section 2.1.1, wants it (in the container, the kernel would name an
 * address of another of its interfaces), and there is nothing to take back. Where no macvlan can be laid to ask by (an
 * ipvlan is there already), nobody is asked.
 */
export function probeAddresses({ dev, mac, addresses, hint }: Question): Step {
  const asking = [dev, mac, linkLocalOf(mac), ...addresses.map(({ ip }) => ip)]
  return {
    in: HOST,
    run: [{ kind: 'exec', argv: ['unshare', '--net', 'sh', '-s', '--', ...asking], input: ASK }],
    effect: (facts) => facts,
    why: 'Ask on the wire whether another host has the address',
    refusal: { status: ANSWERED, failure: 'conflict', code: 'address-answered', hint },
  }
}

/** An address for whoever asks by IPv6, as rare as the MAC. */
const linkLocalOf = (mac: string): string =>
  mac.replace(/(..):(..):(..):(..):(..):(..)/, 'fe80::$1$2:$3$4:$5$6')

/**
 * The kernel asks three times at 50 ms, then gives up (`mcast_solicit`, arp(7)): RFC 5227 takes seconds for that. `use`
 * makes it ask (iproute2 5.16); where `ip` doesn't know that, a neighbour at the broadcast address that is to be probed.
 */
const ASK = `set -e
dev=$1 mac=$2 from=$3
shift 3
nsenter --net="/proc/$PPID/ns/net" ip link add link "$dev" name ask address "$mac" netns "/proc/$$/ns/net" type macvlan mode bridge 2>/dev/null || exit 0
ip -batch - <<'LINES'
link set dev lo up
link set dev ask addrgenmode none up
ntable change name arp_cache dev ask retrans 50 locktime 0
LINES
case $* in
*:*)
  ip address add "$from/64" dev ask nodad
  ip ntable change name ndisc_cache dev ask retrans 50
  ;;
esac
for ip; do
  ip neigh add "$ip" dev ask use 2>/dev/null || ip neigh add "$ip" dev ask lladdr ff:ff:ff:ff:ff:ff nud probe
done
code=0
for ip; do
  while
    answer=$(ip neigh show to "$ip" dev ask)
    case $answer in *INCOMPLETE* | *PROBE*) ;; *) false ;; esac
  do
    sleep 0.02
  done
  case $answer in
  *lladdr*)
    who=\${answer#*lladdr } who=\${who%% *}
    [ "$who" != ff:ff:ff:ff:ff:ff ] || who='another host'
    echo "$ip is in use on $dev: $who answered for it" >&2
    code=${ANSWERED}
    ;;
  esac
done
ip link delete dev ask
exit $code
`
