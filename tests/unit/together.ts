// Runs files of tests in this one process: together.ts FILE…
import { resolve } from 'node:path'

for (const file of process.argv.slice(2)) await import(resolve(file))
