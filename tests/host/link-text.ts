/** Fields of `ip -j -d address show` that change by themselves, wherever they stand. */
const MOVING =
  /^(ifindex|link_index|link_netnsid|operstate|.*timer|.*_id|id|no|state|topology.*|designated.*|root.*|config_pending|promiscuity|allmulti|.*life_time|tentative|stats.*|carrier.*|hwmode|parentdev|parentbus|querier|mcast_querier.*|deprecated|dadfailed|optimistic|age.*|[tg][sr]o_.*)$/

const MOVING_FLAGS = ['LOWER_UP', 'NO-CARRIER', 'M-DOWN', 'RUNNING']

/**
 * The kernel gives an interface without a queue `noqueue` when it first comes up, and leaves it there for good
 * (net/sched/sch_generic.c, attach_one_default_qdisc).
 */
const WITHOUT_QUEUE: readonly unknown[] = ['noop', 'noqueue']

type Fields = Readonly<Record<string, unknown>>

/** A line for each property of each link, and one for each of its addresses. */
export function normalLinks(lines: readonly string[], assigned: readonly string[]): string[] {
  const links = lines.flatMap((line) => JSON.parse(line) as Fields[])
  return links
    .flatMap((link) => {
      const name = String(link.ifname)
      const { addr_info: addresses, flags, address, broadcast, qdisc, ...rest } = link
      const kind = (link.linkinfo as Fields | undefined)?.info_kind
      // A bridge's MAC follows its ports, unless somebody set it (addr_assign_type 3).
      const follows =
        kind === 'bridge' && !assigned.some((line) => line.endsWith(`/${name}/addr_assign_type:3`))
      const own = {
        ...rest,
        flags: (flags as string[]).filter((flag) => !MOVING_FLAGS.includes(flag)),
        ...(!follows && { address, broadcast }),
        ...(!WITHOUT_QUEUE.includes(qdisc) && { qdisc }),
      }
      return [
        ...properties(name, own),
        ...(addresses as Fields[])
          .filter(({ local, scope }) => local !== undefined && scope !== 'link')
          .map((entry) => `${name} address ${text(entry)}`),
      ]
    })
    .sort()
}

/** `web0 linkinfo.info_data.mode "bridge"`: nested properties by their path. */
const properties = (path: string, fields: object): string[] =>
  Object.entries(fields).flatMap(([key, value]: [string, unknown]) => {
    if (MOVING.test(key)) return []
    const own = `${path}${path.includes(' ') ? '.' : ' '}${key}`
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value)
    return nested ? properties(own, value) : [`${own} ${JSON.stringify(value)}`]
  })

const text = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => (MOVING.test(key) ? undefined : inner))
