// Prints the script on standard input with a command that the kernel refuses in the place of its last one that builds.
import { readFileSync } from 'node:fs'
import { edited, refuse, unitsOf } from '../faults/script-units.ts'

const script = readFileSync(0, 'utf8')
const last = unitsOf(script).findLast(({ part }) => part === 'main')
if (last === undefined) throw new Error('the script builds nothing')
process.stdout.write(edited(script, refuse(last)))
