import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, beforeEach, test } from 'node:test'
import { contextAddress, contextName } from '../../../lib/runtimes/docker-context.ts'
import { socketOf } from '../../../lib/runtimes/socket-address.ts'

const directory = mkdtempSync(`${tmpdir()}/ctnet-docker-`)
after(() => rmSync(directory, { recursive: true }))

beforeEach(() => {
  process.env.DOCKER_CONFIG = directory
  for (const name of ['DOCKER_HOST', 'DOCKER_CONTEXT']) delete process.env[name]
  rmSync(`${directory}/config.json`, { force: true })
})

const configured = (text: string) => writeFileSync(`${directory}/config.json`, text)

/** A context as the Docker command writes it: the folder's name is a hash of the context's. */
function context(hash: string, text: string): void {
  mkdirSync(`${directory}/contexts/meta/${hash}`, { recursive: true })
  writeFileSync(`${directory}/contexts/meta/${hash}/meta.json`, text)
}
context(
  'aa',
  '{"Name":"mine","Metadata":{},"Endpoints":{"docker":{"Host":"unix:///run/mine.sock","SkipTLSVerify":false}}}',
)
context('bb', '{"Name":"far","Metadata":{},"Endpoints":{"docker":{"Host":"ssh://somewhere"}}}')
context('cc', '{"Name":"empty","Metadata":{},"Endpoints":{}}')
context('dd', 'this is no JSON')

test('the context is that of DOCKER_CONTEXT, else the current one; DOCKER_HOST comes before both', () => {
  assert.equal(contextName(), undefined)
  configured('{"auths":{},"currentContext":"mine"}')
  assert.equal(contextName(), 'mine')
  process.env.DOCKER_CONTEXT = 'far'
  assert.equal(contextName(), 'far')
  process.env.DOCKER_CONTEXT = 'default'
  assert.equal(contextName(), undefined)
  delete process.env.DOCKER_CONTEXT
  process.env.DOCKER_HOST = 'unix:///run/other.sock'
  assert.equal(contextName(), undefined)
})

test('a configuration that is no JSON, or says nothing of a context, chooses none', () => {
  for (const text of ['', '{', '[]', '{}', '{"currentContext":""}', '{"currentContext":7}']) {
    configured(text)
    assert.equal(contextName(), undefined)
  }
})

test('a context is found by its name; without an address it is the usual socket', () => {
  const mine = contextAddress('mine')
  assert.equal(mine && socketOf(mine), '/run/mine.sock')
  assert.equal(contextAddress('empty'), undefined)
})

test('a context of another machine, and one that is not there, are errors that say what to type', () => {
  const far = contextAddress('far')
  assert.ok(far)
  assert.throws(() => socketOf(far), { code: 'engine-remote', exit: 6, message: /context far is ssh:/ })
  assert.throws(() => contextAddress('gone'), { code: 'no-context', exit: 6, hint: /docker context ls/ })
})
