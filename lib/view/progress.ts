/** How long a command may take before anybody wants to know how far it is, and how often that is said: milliseconds. */
const PATIENCE = 1000
const REFRESH = 100

const WIDTH = 30

/** A bar of that many parts, filled up to here: `████████░░░░ 120/400 steps`. */
export function progressBar(done: number, all: number, width = WIDTH): string {
  const filled = all === 0 ? width : Math.round((Math.min(done, all) / all) * width)
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${all} steps`
}

/**
 * Shows on a terminal how far something is, once it takes longer than a second, until what it returns is called. Nothing
 * where stderr is no terminal, or one that can't clear a line.
 */
export function showProgress(all: number, done: () => number): () => void {
  const { stderr } = process
  if (!stderr.isTTY || process.env.TERM === 'dumb') return () => {}
  const colour = (process.env.NO_COLOR ?? '') === ''
  const began = Date.now()
  let shown = false
  const timer = setInterval(() => {
    if (Date.now() - began < PATIENCE) return
    const bar = progressBar(done(), all)
    stderr.write(`\r\u001b[K${colour ? `\u001b[36m${bar}\u001b[0m` : bar}`)
    shown = true
  }, REFRESH)
  return () => {
    clearInterval(timer)
    if (shown) stderr.write('\r\u001b[K')
  }
}
