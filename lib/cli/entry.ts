#!/usr/bin/env node
import { enableCompileCache } from './compile-cache.ts'
import { standSomewhere } from './working-folder.ts'

standSomewhere()
enableCompileCache()
const { main } = await import('./main.ts')
await main(process.argv.slice(2))
