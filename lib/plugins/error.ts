import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

/** What is wrong with a plugin, by its file: exit 2. */
export const pluginError = (file: string, message: string, hint: string): CtnetError =>
  new CtnetError('usage', 'plugin', `the plugin ${quoted(file)} ${message}`, { hint })
