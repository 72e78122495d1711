import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import * as v from 'valibot'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import type { ChosenAddress } from './socket-address.ts'

/** The context that stands for no other: DOCKER_HOST, or the usual socket. */
const DEFAULT = 'default'

/** What is used of config.json, and of a context's meta.json (docker/cli, cli/context/store). */
const Configuration = v.object({ currentContext: v.optional(v.string()) })
const Context = v.object({
  Name: v.string(),
  Endpoints: v.object({ docker: v.optional(v.object({ Host: v.optional(v.string()) })) }),
})

const directory = (): string => process.env.DOCKER_CONFIG || `${homedir()}/.docker`

/** The name of the context that the Docker command would use; nothing where it is the default one. */
export function contextName(): string | undefined {
  if (process.env.DOCKER_HOST) return undefined
  const name = process.env.DOCKER_CONTEXT || read(Configuration, `${directory()}/config.json`)?.currentContext
  return name === '' || name === DEFAULT ? undefined : name
}

/** The address in the context of that name; nothing where it names none. @throws exit 6 where there is no such context */
export function contextAddress(name: string): ChosenAddress | undefined {
  const contexts = `${directory()}/contexts/meta`
  const found = entries(contexts)
    .map((entry) => read(Context, `${contexts}/${entry}/meta.json`))
    .find((context) => context?.Name === name)
  if (found === undefined) {
    throw new CtnetError(
      'missing',
      'no-context',
      `there is no Docker context ${quoted(name)} in ${contexts}`,
      {
        hint: 'see which there are: docker context ls; or docker context use default',
      },
    )
  }
  const address = found.Endpoints.docker?.Host
  return address
    ? {
        address,
        said: `the Docker context ${quoted(name)}`,
        local: 'choose one of this machine: docker context use default',
      }
    : undefined
}

/** What a file says; nothing where it isn't there or isn't what Docker writes, which Docker passes over too. */
function read<T>(schema: v.GenericSchema<unknown, T>, file: string): T | undefined {
  try {
    return v.parse(schema, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
