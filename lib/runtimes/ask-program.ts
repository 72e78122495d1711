import { execFile } from 'node:child_process'
import { CtnetError } from '../model/error.ts'

export interface ProgramAnswer {
  /** The exit code; not 0 for one that was ended. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Milliseconds that a program may take to answer. */
const PATIENCE = 10_000

/** Bytes that it may say. */
const SPACE = 64 * 1024 * 1024

/** What a runtime's own program says to a question. @throws exit 6 where there is no such program */
export function askProgram(
  argv: readonly [string, ...string[]],
  packageName: string,
): Promise<ProgramAnswer> {
  const [program, ...args] = argv
  const options = { timeout: PATIENCE, maxBuffer: SPACE, env: { ...process.env, LC_ALL: 'C' } }
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (typeof error?.code === 'string') {
        reject(
          new CtnetError(
            'missing',
            `no-${program}`,
            error.code === 'ENOENT'
              ? `there is no program ${program}`
              : `${program} can't be run: ${error.code}`,
            {
              hint: `install it: apt-get install ${packageName}`,
              cause: error,
            },
          ),
        )
      } else resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr })
    })
    child.stdin?.end()
  })
}
