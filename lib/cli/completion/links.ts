import { askProgram } from '../../runtimes/ask-program.ts'

/** An interface of the host's. */
export interface HostLink {
  readonly name: string
  readonly kind: string | undefined
  readonly master: string | undefined
}

/** The host's interfaces, as `ip` tells them: /sys may be another namespace's. @throws where it can't be asked */
export async function hostLinks(): Promise<readonly HostLink[]> {
  const { stdout } = await askProgram(['ip', '-json', '-details', 'link', 'show'], 'iproute2')
  const links: readonly Record<string, unknown>[] = JSON.parse(stdout)
  return links.map(({ ifname, linkinfo, master }) => ({
    name: String(ifname),
    kind: (linkinfo as { info_kind?: string } | undefined)?.info_kind,
    master: typeof master === 'string' ? master : undefined,
  }))
}
