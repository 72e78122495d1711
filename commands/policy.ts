import { withPolicies } from '../lib/cli/around.ts'
import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { HOST } from '../lib/model/endpoint.ts'
import { spaceOf } from '../lib/model/facts.ts'
import { isForwarding } from '../lib/model/forwarding.ts'
import { policiesOf } from '../lib/model/policy.ts'
import { iccOf } from '../lib/recipes/icc.ts'
import { linksIn, showLink } from '../lib/recipes/link-containers.ts'
import { publishedBy, showPublished } from '../lib/recipes/publish.ts'

export default defineCommand({
  usage: '',
  describe: 'Show what containers may reach: forwarding, icc, links, published ports, masquerade',
  positionals: {},
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'policy',
      does: 'all of it at a glance',
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet masquerade bridge0 on'],
    },
  ],
  async run(_, context) {
    demandPrivileges('policy')
    warnOfOpenEntries(context)
    const { facts, close } = await observe(await withPolicies({ rules: true }))
    close()
    const { links } = spaceOf(facts, HOST)
    const forwarding = {
      ipv4: isForwarding(facts, 4) === true,
      ipv6: isForwarding(facts, 6) === true,
    }
    const icc = links
      .filter(({ kind }) => kind === 'bridge')
      .map(({ name }) => ({ bridge: name, icc: iccOf(facts, name) }))
    const linked = linksIn(facts)
    const published = publishedBy(facts)
    const masquerade = policiesOf(facts).flatMap((policy) =>
      policy.kind === 'masquerade' ? (policy.bridge ?? policy.subnet ?? []) : [],
    )
    context.output.result(
      [
        `forward IPv4 ${word(forwarding.ipv4)}`,
        `forward IPv6 ${word(forwarding.ipv6)}`,
        ...icc.map((one) => `icc ${one.bridge} ${word(one.icc)}`),
        ...linked.map((one) => `link ${showLink(one)}`),
        ...published.map((one) => `publish ${showPublished(one)}`),
        ...masquerade.map((name) => `masquerade ${name} on`),
      ],
      { forwarding, icc, links: linked, published, masquerade },
    )
  },
})

const word = (on: boolean): string => (on ? 'on' : 'off')
