import { CtnetError } from '../model/error.ts'

/**
 * From now on, what can't be written to stdout is noted; what is returned says at the end whether all went out. Of a
 * reader that has seen enough (`| head`) nothing is said.
 *
 * @throws exit 1
 */
export function heedStdout(): () => Promise<void> {
  const { stdout } = process
  let failure: NodeJS.ErrnoException | undefined
  stdout.on('error', (error) => {
    failure ??= error
  })
  return async () => {
    await new Promise((resolve) => stdout.write('', resolve))
    if (failure === undefined || failure.code === 'EPIPE') return
    throw new CtnetError(
      'failed',
      'not-written',
      `the output can't be written: ${failure.message.split(',', 1)}`,
      {
        hint: 'make room, or send it elsewhere; what was changed stays changed',
        cause: failure,
      },
    )
  }
}
