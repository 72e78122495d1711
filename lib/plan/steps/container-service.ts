import { HOST } from '../../model/endpoint.ts'
import type { ImageRuntime } from '../../model/lab.ts'
import type { Step } from '../step.ts'
import { END_SESSION, fileOf, type Service, stopService } from './service.ts'

/** A program that runs in a container as long as that does. */
export interface ContainerService extends Service {
  readonly container: { readonly runtime: ImageRuntime; readonly name: string }
}

/** In the container: says its number there, and waits until it is noted; with nobody there to say so, it ends. */
const INSIDE = 'echo "$$"; read -r _ && exec sh -c "$0" </dev/null'

/**
 * The engine's client, which leads nobody: of the container's processes the one of that number (proc(5), NSpid) is the service,
 * and is noted as any service is, with the number of this session behind it. `$1` the container, `$2` the file, `$3` the
 * service, `$4` the engine, `$5` what is above.
 */
const SESSION = `{ until [ -s "$2" ]; do sleep 0.01; done; echo go; } | "$4" exec -i "$1" sh -c "$5" "$3" 2>&1 | {
  read -r own
  init=$("$4" inspect --type container -f "{{.State.Pid}}" "$1")
  found='- - -'
  for p in /proc/[0-9]*; do
    [ "$p/ns/pid" -ef "/proc/$init/ns/pid" ] && grep -qs "^NSpid:.*[[:space:]]$own\\$" "$p/status" || continue
    read -r stat <"$p/stat" && set -- "$1" "$2" "$3" "$4" \${stat##*) }
    found="\${p#/proc/} \${24} $(stat -L -c %i "$p/ns/net")"
  done
  [ "$found" != '- - -' ] || echo "$own" >"$2.log"
  echo "$found $$" >"$2"
  exec cat >>"$2.log"
}`

const START = [
  'engine=$4 session=$5 inside=$6; umask 077; mkdir -p "$(dirname "$2")" || exit 1',
  `[ ! -e "$2" ] || { ${END_SESSION}; rm -f -- "$2" "$2.log"; }`,
  'setsid sh -c "$session" sh "$1" "$2" "$3" "$engine" "$inside" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &',
].join('; ')

const NOTED = 'until [ -s "$2" ] || ! kill -0 $! 2>/dev/null; do sleep 0.01; done; [ -s "$2" ]'

/** Starts a program in a container, by its engine (docker-exec(1)), with the container's own files, rights and variables. */
export function startInContainer(service: ContainerService): Step {
  const { runtime, name } = service.container
  const words = [name, fileOf(service), service.text, runtime, SESSION, INSIDE]
  return {
    in: HOST,
    run: [
      {
        kind: 'exec',
        argv: ['sh', '-c', `${START} ${NOTED}`, 'sh', ...words],
        programs: [runtime, 'setsid', 'grep'],
      },
    ],
    effect: (facts) => facts,
    why: `Start a service of ${service.namespace}`,
    undo: stopService(service),
  }
}
