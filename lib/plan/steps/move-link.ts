import { moved } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import { guardOf, ip, type KnownLink, type LinkRef, type Step } from '../step.ts'

/**
 * Moves a link into another namespace under a name (ip-link(8), `netns`): there it is down, and without the addresses
 * and routes that it had; its MAC, MTU and alias go with it.
 */
export function moveLink(link: KnownLink, to: LinkRef, why: string): Step {
  const move = (from: LinkRef, target: LinkRef) => ({
    in: from.in,
    run: [ip('link', 'set', 'dev', from.name, 'netns', { netns: target.in }, 'name', target.name)],
  })
  const here = { place: link.in, link: link.name }
  const there = { place: to.in, link: to.name }
  return {
    ...move(link, to),
    effect: (facts) => moved(facts, here, there),
    why,
    undo: {
      ...move(to, link),
      effect: (facts) => moved(facts, there, here),
      why: 'Move it back',
      // Where its namespace is gone there is no way back.
      guard: { ...guardOf({ ...to, mac: link.mac }), ...(link.in !== HOST && { reaches: link.in }) },
    },
    makes: [to],
  }
}
