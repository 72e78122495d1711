import { HOST } from '../../model/endpoint.ts'
import type { Step } from '../step.ts'
import type { LabContainer } from './container.ts'

/** In place, as a new file isn't seen inside. `$1` the engine, `$2` the container, `$3` the end of the lines that are replaced. */
const WRITE = [
  'file=$("$1" inspect --type container -f "{{.HostsPath}}" "$2")',
  'text=$(grep -v -e "$3\\$" "$file"; cat)',
  'printf "%s\\n" "$text" >"$file"',
].join(' && ')

/**
 * Gives a container that was just started lines in its /etc/hosts, which its engine wrote anew. They go with it. Of one that is
 * there already, the file and what is in it are known.
 */
export const nameInContainer = (
  { runtime, name, hostname }: Pick<LabContainer, 'runtime' | 'name' | 'hostname'>,
  mark: string,
  lines: string,
): Step => ({
  in: HOST,
  run: [
    {
      kind: 'exec',
      argv: ['sh', '-c', WRITE, 'sh', runtime, name, mark],
      input: lines,
      programs: [runtime, 'grep'],
    },
  ],
  effect: (facts) => facts,
  why: `Tell ${hostname} the names of the nodes`,
})
