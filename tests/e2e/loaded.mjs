// Loaded by `node --import` before a program: writes a line to $LOADED for each of the program's files that is loaded.
import { register } from 'node:module'

const hooks = `
  import { appendFileSync } from 'node:fs'
  import { fileURLToPath } from 'node:url'
  export const load = (url, context, next) => {
    if (url.startsWith('file:')) appendFileSync(process.env.LOADED, fileURLToPath(url) + '\\n')
    return next(url, context)
  }
`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
