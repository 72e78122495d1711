// Checks every shell script with shellcheck, where it is installed.
import { execFileSync, spawnSync } from 'node:child_process'

const files = execFileSync('git', ['ls-files', '*.sh', 'tests/e2e/bin/*', '.ci/run', 'completions/*.bash'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '')
const { error, status } = spawnSync('shellcheck', ['--severity=warning', ...files], { stdio: 'inherit' })
if (error) console.log('# left out: shellcheck is not installed (apt-get install shellcheck)')
else process.exitCode = status ?? 1
