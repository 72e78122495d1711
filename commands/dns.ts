import { namesAndStates, ownerOf } from '../lib/cli/around.ts'
import { type Context, defineCommand } from '../lib/cli/command.ts'
import { type Asked, changeContainer, type Found, lookAtContainer } from '../lib/cli/one-container.ts'
import { CONTAINER } from '../lib/cli/positionals.ts'
import { familyOf, parseIp } from '../lib/model/address.ts'
import type { Endpoint } from '../lib/model/endpoint.ts'
import { usageError } from '../lib/model/error.ts'
import { parseDomain, parseHostName, parseHostname } from '../lib/model/host-name.ts'
import { filesToRead, nameFilesOf } from '../lib/model/name-files.ts'
import { isEngines, type Owner } from '../lib/model/policy.ts'
import { MOST_SERVERS } from '../lib/model/resolv-conf.ts'
import { quoted } from '../lib/model/text.ts'
import { changeDns, type DnsResult, type DnsSubject, resetDns, showDns } from '../lib/recipes/dns.ts'
import type { NamedAddress } from '../lib/recipes/hosts-entries.ts'

export default defineCommand({
  usage: '<container>',
  asking: ['hostname', 'server', 'search', 'host'],
  describe: "Show and change a container's hostname, DNS servers, search domains and extra hosts",
  positionals: {
    container: CONTAINER,
  },
  options: {
    hostname: {
      type: 'string',
      requiresArg: true,
      describe: 'the name by which it knows itself',
      check: parseHostname,
    },
    server: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'IP of a DNS server; all of them, in the place of those that it has',
      check: parseIp,
    },
    search: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'DOMAIN that a bare name is searched in; all of them; . for none',
      check: parseDomain,
    },
    host: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'NAME=IP: a further line in its /etc/hosts',
      check: parseHost,
    },
    reset: {
      type: 'boolean',
      describe: 'take all of it out again: what was there before counts',
    },
  },
  examples: [
    {
      line: 'dns web --server 10.1.1.53 --search example.com',
      does: 'ask that server, and look for db as db.example.com too',
      containers: ['web'],
    },
    {
      line: 'dns web --host db=10.1.1.2 --host db=fd00:1::2',
      does: 'a name for the addresses of another',
      containers: ['web'],
    },
    {
      line: 'dns web --hostname www.example.com',
      does: 'the name by which it knows itself',
      containers: ['web'],
      engine: true,
    },
    { line: 'dns web', does: 'what there is', containers: ['web'] },
    {
      line: 'dns web --reset',
      does: 'as it was before',
      containers: ['web'],
      world: ['ctnet dns web --server 10.1.1.53 --host db=10.1.1.2'],
    },
  ],
  async run(args, context) {
    const { hostname, server: servers, search, host = [], reset } = args
    const asked = [hostname, servers, search, args.host].some((one) => one !== undefined)
    if (reset && asked) throw usageError('--reset takes all of it out, and puts nothing in', 'give it alone')
    refuseTooMany(servers)
    const intent = {
      hostname: hostname === undefined ? undefined : parseHostname(hostname),
      servers: servers && [...new Set(servers.map(parseIp))],
      search: search && parseSearch(search),
      hosts: parseHosts(host),
    }
    const question = questionOf(args.container)
    if (!asked && !reset) {
      const { facts, ...found } = await lookAtContainer(context, question)
      return show(context, showDns(facts, subjectOf(found)))
    }
    await changeContainer(context, {
      ...question,
      plan: (facts, found) =>
        reset ? resetDns(facts, subjectOf(found)) : changeDns(facts, { ...intent, ...subjectOf(found) }),
      show: (result) => show(context, result),
    })
  },
})

const questionOf = (container: string): Asked => ({
  name: 'dns',
  container,
  look: (endpoint) => ({
    ...(keptFor(endpoint) && namesAndStates([endpoint])),
    rules: false,
    hostnames: true,
    files: filesToRead(nameFilesOf(endpoint)),
  }),
})

const subjectOf = ({ endpoint, place }: Found): DnsSubject => ({
  place,
  files: nameFilesOf(endpoint),
  owner: keptFor(endpoint),
})

/** An engine writes its containers' files anew; a bare namespace's stay. */
const keptFor = (endpoint: Endpoint): Owner | undefined =>
  isEngines(endpoint.id ?? '') ? ownerOf(endpoint) : undefined

function show({ output }: Context, result: DnsResult): void {
  const { container, hostname, servers, search, hosts } = result
  output.result(
    [
      ...(hostname === undefined ? [] : [`${container} hostname ${hostname}`]),
      ...servers.map((ip) => `${container} server ${ip}`),
      ...(search.length === 0 ? [] : [`${container} search ${search.join(' ')}`]),
      ...hosts.map(({ name, ip }) => `${container} host ${name} ${ip}`),
    ],
    { ...result },
  )
}

/** @throws exit 2 */
function refuseTooMany(servers: readonly string[] = []): void {
  if (servers.length <= MOST_SERVERS) return
  throw usageError(
    `${servers.length} servers: a resolver asks the first ${MOST_SERVERS} alone`,
    `give at most ${MOST_SERVERS}`,
  )
}

/** @throws exit 2 */
function parseSearch(texts: readonly string[]): readonly string[] {
  const domains = [...new Set(texts.map(parseDomain))]
  if (!domains.includes('.') || domains.length === 1) return domains
  throw usageError('--search .: no domain, or some?', 'give . alone, or the domains')
}

/** `NAME=IP`. @throws exit 2 */
function parseHost(text: string): NamedAddress {
  const [name = '', ip, ...rest] = text.split('=')
  if (ip === undefined || rest.length > 0)
    throw usageError(
      `--host ${quoted(text)}: which name for which address?`,
      'write NAME=IP, like db=10.1.1.2',
    )
  return { name: parseHostName(name), ip: parseIp(ip) }
}

/** @throws exit 2, also where a name has two addresses of a family */
function parseHosts(texts: readonly string[]): readonly NamedAddress[] {
  const hosts = texts.map(parseHost)
  for (const [at, { name, ip }] of hosts.entries()) {
    const other = hosts
      .slice(0, at)
      .find((one) => one.name.toLowerCase() === name.toLowerCase() && familyOf(one.ip) === familyOf(ip))
    if (other !== undefined && other.ip !== ip)
      throw usageError(
        `--host: ${name} is ${other.ip} and ${ip}: which?`,
        'give a name one IPv4 and one IPv6 address at most',
      )
  }
  return hosts
}
