import { HOST } from '../../model/endpoint.ts'
import { ip, type KnownLink, type Step } from '../step.ts'

/** A port's state (linux/if_bridge.h, BR_STATE_FORWARDING). */
const FORWARDING = 3

/**
 * Lets a bridge's port through at once. The kernel does so by itself, but in its own time after the other end came up
 * (net/core/link_watch.c): what that end says until then is lost. Not for a bridge with STP, which decides itself.
 */
export const openPort = (port: KnownLink): Step => ({
  in: HOST,
  run: [ip('link', 'set', 'dev', port.name, 'type', 'bridge_slave', 'state', FORWARDING)],
  effect: (facts) => facts,
  why: 'Let the bridge pass on what comes from it at once',
  on: port,
})

/**
 * Has the kernel announce an interface's addresses, if it was told to: it does so whenever the MAC is set, to the one that
 * it is too (net/ipv4/devinet.c and net/ipv6/ndisc.c, NETDEV_CHANGEADDR).
 */
export const announceNow = (link: KnownLink): Step => ({
  in: link.in,
  run: [ip('link', 'set', 'dev', link.name, 'address', link.mac)],
  effect: (facts) => facts,
  why: 'Announce the address to switches and neighbours, which may remember another MAC for it',
  on: link,
})
