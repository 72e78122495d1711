#!/usr/bin/env node
import { basename } from 'node:path'
import { enableCompileCache } from './compile-cache.ts'
import { standSomewhere } from './working-folder.ts'

standSomewhere()
enableCompileCache()
const { main } = await import('./main.ts')
// Also called by the name of the program whose command line it takes.
const asPipework = basename(process.argv[1] ?? '') === 'pipework'
await main([...(asPipework ? ['pipework'] : []), ...process.argv.slice(2)])
