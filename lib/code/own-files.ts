/** Whether this is ctnet as it was built; else these are its sources. */
const isBuilt = !import.meta.url.endsWith('.ts')

/** In the built program this is one of the chunks, or a file beside them. */
const FOLDER = new URL(
  isBuilt ? (import.meta.url.includes('/chunks/') ? '../' : './') : '../../',
  import.meta.url,
)

/** What `import … from 'ctnet'` means to a file that this ctnet runs: this ctnet itself. */
export const OWN_INDEX = new URL(isBuilt ? 'index.js' : 'lib/index.ts', FOLDER).href

/** What runs in Node's own thread for hooks. */
export const HOOKS_THREAD = new URL(isBuilt ? 'hooks-thread.js' : 'lib/code/hooks-thread.ts', FOLDER).href

/** Node's own remover of types, a CommonJS module. */
export const TYPE_STRIPPER = new URL(isBuilt ? 'amaro.cjs' : 'node_modules/amaro/dist/index.js', FOLDER).href

const OWN_FOLDERS = isBuilt
  ? [FOLDER.href]
  : ['lib/', 'commands/', 'plugins/', 'node_modules/'].map((name) => new URL(name, FOLDER).href)

/** Whether the file is a part of ctnet. */
export const isOwn = (url: string): boolean => OWN_FOLDERS.some((folder) => url.startsWith(folder))
