// Loaded by `node --require` before a program: writes a line to $CHILDREN for each child process that it starts.
const { appendFileSync } = require('node:fs')
const { ChildProcess } = require('node:child_process')

const { spawn } = ChildProcess.prototype

ChildProcess.prototype.spawn = function (options) {
  appendFileSync(process.env.CHILDREN, `${options.args.join(' ').replaceAll('\n', ' ')}\n`)
  return spawn.call(this, options)
}
