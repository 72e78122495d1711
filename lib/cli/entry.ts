#!/usr/bin/env node
import { enableCompileCache } from './compile-cache.ts'
import { standSomewhere } from './working-folder.ts'

standSomewhere()
enableCompileCache()
const [first, ...rest] = process.argv.slice(2)
// What a shell asks while somebody types is answered before anything else is loaded.
if (first === '__complete') await (await import('./completion/complete.ts')).complete(rest)
else await (await import('./main.ts')).main(process.argv.slice(2))
