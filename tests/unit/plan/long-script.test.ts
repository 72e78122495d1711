import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCidr } from '../../../lib/model/address.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { journalScript, printedScript } from '../../../lib/plan/document.ts'
import { type Places, type Plan, withMade } from '../../../lib/plan/plan.ts'
import { renderBody } from '../../../lib/plan/script.ts'
import type { Step } from '../../../lib/plan/step.ts'
import { addAddress } from '../../../lib/plan/steps/address.ts'
import { layCable } from '../../../lib/plan/steps/cable.ts'
import { linkUp } from '../../../lib/plan/steps/link.ts'
import { addNamespace, deleteNamespace, markNamespace } from '../../../lib/plan/steps/namespace.ts'
import { assertUndone } from '../laws.ts'

const planOf = (build: readonly Step[], finish: readonly Step[] = []): Plan => ({
  build,
  finish,
  result: {},
  notes: [],
})
const named = (name: string) => ({ name, mark: 'ctnet-lab: x' })
const mac = (n: number) => `02:00:00:00:00:${n.toString(16).padStart(2, '0')}`
const CONTAINER = {
  name: 'web',
  path: '/run/docker/netns/1',
  locator: { kind: 'command', argv: ['docker', 'inspect', 'web'] },
} as const
const OLD = {
  name: 'old',
  path: '/var/run/netns/old',
  locator: { kind: 'path', path: '/var/run/netns/old' },
} as const
const THERE: Places = { 'docker:web': CONTAINER, 'netns:old': OLD }
const loopback = { name: 'lo', kind: 'loopback', mac: '', mtu: 65536, up: true, addresses: [] }
const FACTS: Facts = {
  spaces: Object.fromEntries(
    [HOST, ...Object.keys(THERE)].map((place) => [
      place,
      { links: [loopback], routes: [], sysctls: { 'net/ipv6/conf/default/disable_ipv6': '0' } },
    ]),
  ),
  named: [{ name: 'old', dangling: false }],
  away: [],
  claims: [],
  nonce: '0123456789',
}

/** A chain of so many new namespaces, the first one on a cable from `from`. */
function chain(length: number, from: string): Step[] {
  const places = [from, ...Array.from({ length }, (_, n) => `netns:x.n${n}`)]
  const cables = places.slice(1).map((place, n) => ({
    a: { in: places[n] ?? '', name: `r${n}`, mac: mac(2 * n) },
    b: { in: place, name: `l${n}`, mac: mac(2 * n + 1) },
  }))
  return [
    ...places.slice(1).map((_, n) => addNamespace(named(`x.n${n}`))),
    ...cables.map(({ a, b }) => layCable({ ends: [a, b], mtu: 1500, why: 'Lay it' })),
    ...cables.flatMap(({ b }, n) => [
      markNamespace(named(`x.n${n}`)),
      addAddress(b, parseCidr(`10.0.${n}.1/24`)),
      linkUp(b),
    ]),
  ]
}

test('namespaces that the plan makes are one batch, their cables with them, and each is entered by its file', () => {
  const plan = planOf(chain(40, 'netns:old'))
  const { chunks, open, text } = renderBody(plan, withMade(THERE, plan))
  assert.deepEqual(open, [])
  assert.equal(chunks.length, 1 + 40)
  assert.equal(chunks[0]?.lines.length, 80)
  assert.match(text, /^netns add x\.n0$/m)
  assert.match(
    text,
    /^link add name r0 netns \/var\/run\/netns\/old mtu .* name l0 netns \/var\/run\/netns\/x\.n0 mtu /m,
  )
  assert.match(text, /^ {2}nsenter --net=\/var\/run\/netns\/x\.n39 ip -batch - <<'END'$/m)
})

test('a container that is there is opened at the head; one that is not is looked for when it is entered', () => {
  const plan = planOf(chain(3, 'docker:web'))
  const { open, text } = renderBody(plan, withMade(THERE, plan))
  assert.deepEqual(open, [{ fd: 3, place: 'docker:web' }])
  assert.match(text, /^link add name r0 netns \/proc\/self\/fd\/3 /m)
  const crowd = Array.from({ length: 8 }, (_, n) => `docker:c${n}`)
  const places = Object.fromEntries(
    crowd.map((place) => [place, { ...CONTAINER, locator: { ...CONTAINER.locator, argv: ['find', place] } }]),
  )
  const many = renderBody(planOf(crowd.map((place) => linkUp({ in: place, name: 'e', mac: mac(1) }))), places)
  assert.equal(many.open.length, 6)
  assert.match(many.text, /nsenter --net="\$\(find docker:c6\)" ip -batch/)
  assert.match(many.text, /is "\$\(find docker:c7\)" e 02:/)
})

test('what was done in a namespace that the plan made goes with it, and what has an end elsewhere is taken back there', () => {
  const plan = planOf(chain(2, 'netns:old'))
  const { text } = renderBody(plan, withMade(THERE, plan))
  const undo = text.slice(text.indexOf('undo()'))
  assert.deepEqual(
    [...undo.matchAll(/^ {4}(.*?) \|\|/gm)].map(([, command]) => command),
    [
      'nsenter --net=/var/run/netns/old ip link delete dev r0',
      'ip netns delete x.n1',
      'ip netns delete x.n0',
    ],
  )
  assert.match(undo, /marked x\.n0 'ctnet-lab: x' new; then/)
})

test('a namespace and all in it, taken back, gives the facts back', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.constantFrom('netns:old', 'docker:web', HOST), (length, from) =>
      assertUndone(FACTS, planOf(chain(length, from))),
    ),
    { numRuns: 30 },
  )
})

test('of a long plan too, what is printed is what is run, and a second run is refused', () => {
  const plan = planOf(chain(3, 'docker:web'), [deleteNamespace(named('old'))])
  const places = withMade(THERE, plan)
  const body = renderBody(plan, places)
  const printed = printedScript(plan, places, { argv: ['up', 'x'], version: '1' })
  assert.ok(printed.includes(body.text.trimEnd()))
  assert.ok(journalScript(body).includes(body.text))
  assert.match(printed, /if marked x\.n2 'ctnet-lab: x' new; then\n {2}echo 'the namespace x\.n2 is there: /)
})
