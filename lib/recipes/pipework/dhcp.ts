/** The DHCP clients that pipework knows; `dhcp` is udhcpc from an image, where ctnet takes whichever the host has. */
const CLIENTS: Readonly<Record<string, string | undefined>> = {
  dhcp: undefined,
  udhcpc: 'udhcpc',
  'udhcpc-f': 'udhcpc',
  dhclient: 'dhclient',
  'dhclient-f': 'dhclient',
  dhcpcd: 'dhcpcd',
}

/** Options about how long the client runs: ctnet's runs, and renews its lease, for as long as the container. */
const LIFE: Readonly<Record<string, readonly string[]>> = {
  udhcpc: ['-f', '-b', '-q', '-n'],
  dhclient: ['-d', '-1', '-nw', '-q'],
  dhcpcd: ['-B', '-b', '-1', '-w', '-q'],
}

/** The words of `ctnet attach` for pipework's CLIENT[-f][:OPTIONS], if it is one. */
export function dhcpWords(text: string): readonly string[] | undefined {
  const colon = text.indexOf(':')
  const name = colon < 0 ? text : text.slice(0, colon)
  if (!Object.hasOwn(CLIENTS, name)) return undefined
  const said = colon < 0 ? '' : text.slice(colon + 1)
  const speaks = CLIENTS[name] ?? 'udhcpc'
  const options = said.split(/\s+/).filter((word) => word !== '' && !LIFE[speaks]?.includes(word))
  const client = CLIENTS[name] ?? (options.length > 0 ? speaks : undefined)
  return [
    'dhcp',
    ...(client === undefined ? [] : ['--dhcp-client', client]),
    ...options.map((word) => `--dhcp-option=${word}`),
  ]
}
