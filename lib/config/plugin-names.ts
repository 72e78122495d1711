import { dirname, resolve } from 'node:path'
import type { PluginName } from './config.ts'
import type { Source } from './source.ts'
import type { Written } from './written.ts'

/** What all files say together. */
export type Combined = Omit<Written, 'plugins'> & { readonly plugins: readonly PluginName[] }

/** The plugins that a file names: a path, which begins with a dot or a slash, is meant from the file's folder. */
export const pluginNames = (written: Written['plugins'], source: Source): readonly PluginName[] =>
  [written ?? []].flat().map((name) => ({
    plugin: /^\.{0,2}\//.test(name) ? resolve(dirname(source.file), name) : name,
    namedIn: source.file,
    ...('text' in source && { text: source.text }),
  }))
