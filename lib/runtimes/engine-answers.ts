import * as v from 'valibot'

/** What is used of GET /containers/ID/json, and of `podman inspect`. */
export const Inspected = v.object({
  Id: v.string(),
  Name: v.string(),
  State: v.object({ Status: v.string(), Running: v.boolean(), Pid: v.number() }),
  HostConfig: v.object({ NetworkMode: v.optional(v.string(), '') }),
  /** The image's EXPOSEd ports, and those of --expose: `80/tcp`. */
  Config: v.optional(
    v.object({
      ExposedPorts: v.nullish(v.record(v.string(), v.unknown())),
      Labels: v.nullish(v.record(v.string(), v.string())),
    }),
  ),
  HostsPath: v.optional(v.string(), ''),
  ResolvConfPath: v.optional(v.string(), ''),
  HostnamePath: v.optional(v.string(), ''),
  NetworkSettings: v.object({ SandboxKey: v.optional(v.string(), '') }),
})
export type Inspected = v.InferOutput<typeof Inspected>

/** What is used of GET /containers/json; podman 4.3 leaves the network's mode out. */
export const Listed = v.array(
  v.object({
    Id: v.string(),
    Names: v.array(v.string()),
    HostConfig: v.optional(v.object({ NetworkMode: v.optional(v.string(), '') })),
    NetworkSettings: v.nullish(
      v.object({
        Networks: v.nullish(
          v.record(
            v.string(),
            v.object({
              IPAddress: v.optional(v.string(), ''),
              GlobalIPv6Address: v.optional(v.string(), ''),
            }),
          ),
        ),
      }),
    ),
  }),
)
export type Listed = v.InferOutput<typeof Listed>

/** A container's name: the API begins it with a slash. */
export const plainName = (name: string): string => name.replace(/^\//, '')
