#!/usr/bin/env node
import { basename } from 'node:path'
import { enableCompileCache } from './compile-cache.ts'
import { standSomewhere } from './working-folder.ts'

standSomewhere()
enableCompileCache()
// Also called by the name of the program whose command line it takes.
const asPipework = basename(process.argv[1] ?? '') === 'pipework'
const argv = [...(asPipework ? ['pipework'] : []), ...process.argv.slice(2)]
// What a shell asks while somebody types is answered before anything else is loaded.
if (argv[0] === '__complete') await (await import('./completion/complete.ts')).complete(argv.slice(1))
else await (await import('./main.ts')).main(argv)
