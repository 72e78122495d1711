import { dirname, extname, join } from 'node:path'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

const CODE = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']

/** Configuration as code is not run; going on without it would not be what its author wants. @throws exit 6 */
export function refuseCode(file: string): void {
  if (!CODE.includes(extname(file))) return
  throw new CtnetError(
    'missing',
    'config-code',
    `${quoted(file)}: ctnet can't load configuration as code yet, only as data`,
    {
      hint: `write it as YAML, in ${quoted(join(dirname(file), '.ctnetrc.yaml'))}; or go on without it: --no-config`,
    },
  )
}
