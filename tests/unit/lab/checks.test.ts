import assert from 'node:assert/strict'
import { test } from 'node:test'
import { questionOf } from '../../../lib/lab/checks.ts'
import { lay } from '../../../lib/lab/lay.ts'

const LAB = lay({
  name: 'lab',
  nodes: { h1: {}, web: { names: ['www.example.com'] }, mute: {} },
  links: [
    { ends: [{ node: 'h1' }, { node: 'web', addresses: ['10.1.0.2/24'] }] },
    { ends: [{ node: 'h1' }, { node: 'host', addresses: ['10.2.0.1/24'] }] },
    { ends: [{ node: 'h1' }, { node: 'mute', addresses: [] }] },
  ],
})

test('whom a check asks: a node and the host by their addresses, what is no name of the lab by what is said', () => {
  const asked = (to: string) => {
    const question = questionOf(LAB, { kind: 'tcp', from: 'h1', to: `${to}:80` })
    return question.kind === 'exec' ? undefined : question.ips
  }
  assert.deepEqual(asked('web'), ['10.1.0.2'])
  assert.deepEqual(asked('www.example.com'), ['10.1.0.2'])
  assert.deepEqual(asked('host'), ['10.2.0.1'])
  assert.deepEqual(asked('mute'), [])
  assert.deepEqual(asked('[fd00::1]'), ['fd00::1'])
  assert.deepEqual(asked('www.example.org'), ['www.example.org'])
})
