import type { LabNode } from '../model/lab.ts'

/** How many routers a packet passes that begins as Linux sends it, with a TTL of 64. */
const USUAL_REACH = 63

/**
 * What routing needs of a node's kernel, under what its author says. Where a node has several interfaces, answers may come
 * by another one than their questions left by, which strict reverse path filtering (RFC 3704) drops; of `all` and the
 * interface's own setting the larger counts, and 2 is loose.
 */
export function sysctlsOf(
  node: LabNode,
  interfaces: readonly string[],
  farthest: number,
): Record<string, string> {
  if (node.switch) return { ...node.sysctls }
  const far = farthest > USUAL_REACH
  return {
    ...(interfaces.length > 1 && { 'net.ipv4.conf.all.rp_filter': '2' }),
    ...(far && { 'net.ipv4.ip_default_ttl': '255' }),
    ...(far && Object.fromEntries(interfaces.map((name) => [`net/ipv6/conf/${name}/hop_limit`, '255']))),
    ...node.sysctls,
  }
}
