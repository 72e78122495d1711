// Makes what `snapshot.sh` prints, on standard input, comparable.
import { readFileSync } from 'node:fs'
import { readSnapshot, textOf } from './snapshot.ts'

process.stdout.write(textOf(readSnapshot(readFileSync(0, 'utf8'))))
