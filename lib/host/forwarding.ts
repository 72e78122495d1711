import { forwardingFile } from '../model/forwarding.ts'
import { readFiles } from './files.ts'

/** What ctnet kept when it switched forwarding on. Nothing, where it didn't or it may not be read. */
export function readForwarding(host: number): Readonly<Record<string, string>> {
  try {
    return readFiles([forwardingFile(host, 4), forwardingFile(host, 6)])
  } catch {
    return {}
  }
}
