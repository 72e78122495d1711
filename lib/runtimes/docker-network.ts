import * as v from 'valibot'
import { DOCKER0, type DockerNetwork } from '../model/dockerd.ts'
import { dockerAddress } from './docker.ts'
import { askEngine } from './engine-api.ts'

/** What is used of GET /networks/bridge (moby, libnetwork/drivers/bridge/labels.go). */
const Network = v.object({
  IPAM: v.object({
    Config: v.nullish(
      v.array(
        v.object({
          Subnet: v.optional(v.string()),
          Gateway: v.optional(v.string()),
          IPRange: v.optional(v.string()),
        }),
      ),
    ),
  }),
  Containers: v.nullish(v.record(v.string(), v.object({ Name: v.string() }))),
  Options: v.nullish(v.record(v.string(), v.string())),
})

/** What Docker says of the network that its containers are on by default; nothing where it has none. */
export async function dockerNetwork(): Promise<DockerNetwork | undefined> {
  const { status, body } = await askEngine(dockerAddress(), '/networks/bridge')
  if (status !== 200) return undefined
  const { IPAM, Containers, Options } = v.parse(Network, body)
  const config = IPAM.Config?.[0]
  const option = (name: string) => Options?.[`com.docker.network.${name}`]
  return {
    bridge: option('bridge.name') ?? DOCKER0,
    subnet: config?.Subnet,
    gateway: config?.Gateway,
    mtu: option('driver.mtu'),
    icc: option('bridge.enable_icc'),
    ip: option('bridge.host_binding_ipv4'),
    fixedCidr: config?.IPRange || undefined,
    containers: Object.values(Containers ?? {}).map(({ Name }) => Name),
  }
}
