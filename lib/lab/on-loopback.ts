import { parseCidr, single } from '../model/address.ts'
import type { LaidLab } from '../model/lab.ts'

/** What is odd at hosts: an address of their loopback interface that looks like one of a network's. */
export const onLoopback = ({ nodes, links, externals }: LaidLab): string[] =>
  Object.entries(nodes).flatMap(([node, { addresses = [], forward }]) => {
    const ends = [...links.flatMap(({ ends }) => ends), ...externals]
    if (forward || ends.filter((end) => end.node === node).length !== 1) return []
    return addresses
      .filter((text) => parseCidr(text).prefix !== single(parseCidr(text).ip).prefix)
      .map(
        (text) =>
          `${node} has ${text} on its loopback interface; at a cable it is written ${node} ${text} -- …`,
      )
  })
