import type { LabBridge, LabNode } from '../../model/lab.ts'
import { addressesOf } from './end.ts'
import { below } from './source.ts'
import { wordsOf } from './texts.ts'
import { type BridgeWritten, listOf, type NodeWritten, type OneOrMore, type Text } from './written.ts'

/** A node that was found right. Its binds are whole paths already. */
export function nodeOf(written: NodeWritten): LabNode {
  const { image, container, role, command, runtime } = written
  return {
    ...(image !== undefined && { image }),
    ...(runtime !== undefined && { runtime }),
    ...(container !== undefined && { container }),
    ...(written.switch === true && { switch: true }),
    ...(command !== undefined && {
      command: Array.isArray(command) ? texts(command) : wordsOf(String(command)),
    }),
    ...(written.env !== undefined && { env: settings(written.env) }),
    ...(written.binds !== undefined && { binds: texts(written.binds) }),
    ...(written.sysctls !== undefined && { sysctls: settings(written.sysctls) }),
    ...(written.forward !== undefined && { forward: written.forward }),
    ...(written.nat !== undefined && { nat: texts(written.nat) }),
    ...(written.names !== undefined && { names: texts(written.names) }),
    ...(written.address !== undefined && { addresses: texts(written.address) }),
    ...(written.routes !== undefined && { routes: texts(written.routes) }),
    ...(written.publish !== undefined && { publish: texts(written.publish) }),
    ...(written.exec !== undefined && { exec: texts(written.exec) }),
    ...(written.services !== undefined && { services: texts(written.services) }),
    ...(role !== undefined && { role }),
  }
}

export const bridgeOf = ({ address, mtu, masquerade }: BridgeWritten): LabBridge => ({
  ...addressesOf(listOf(address)),
  ...(mtu !== undefined && { mtu: Number(mtu) }),
  ...(masquerade !== undefined && { masquerade }),
})

const texts = (written: OneOrMore<Text>): readonly string[] => listOf(written).map(String)

const settings = (written: Readonly<Record<string, string | number | boolean>>) =>
  Object.fromEntries(Object.entries(written).map(([name, value]) => [name, String(value)]))

/** A node whose binds' sources are whole paths: one that begins with a dot is meant from the file's folder. */
export function withWholeBinds(written: NodeWritten, path: string): NodeWritten {
  if (written.binds === undefined) return written
  const binds = listOf(written.binds).map((bind) => {
    const [source = '', ...rest] = bind.split(':')
    return [below(path, source), ...rest].join(':')
  })
  return { ...written, binds }
}
