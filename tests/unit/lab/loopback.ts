/** What a new namespace has. */
export const loopback = {
  name: 'lo',
  kind: 'loopback',
  mac: '00:00:00:00:00:00',
  mtu: 65536,
  up: true,
  addresses: [],
}
