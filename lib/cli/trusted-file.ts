import { realpathSync } from 'node:fs'
import { readProject } from '../config/project.ts'
import type { Located } from '../config/source.ts'
import { CtnetError } from '../model/error.ts'

/** The file whose trust is spoken of: the one that is named, else the project's configuration. @throws exit 2, 3 or 5 */
export async function findTrusted(named: string | undefined): Promise<Located> {
  const located = await readProject(named, process.cwd())
  if (located !== undefined) return { ...located, file: realpathSync(located.file) }
  throw new CtnetError('notFound', 'no-config', 'no configuration file was found here', {
    hint: 'name one: ctnet config trust FILE',
  })
}
