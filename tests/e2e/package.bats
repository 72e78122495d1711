#!/usr/bin/env bats
# What is packed runs where it is installed, without the network; and the sources run as they are.

load helpers

setup_file() {
  export npm_config_cache="$BATS_FILE_TMPDIR/npm" TREE="$BATS_FILE_TMPDIR/tree" APP="$BATS_FILE_TMPDIR/app"
  mkdir -p "$TREE" "$APP"
  # As after a git clone and npm install: nothing is built yet.
  cp -r package.json tsconfig.json tsconfig.types.json *.md LICENSE .npmrc commands completions docs examples lib scripts "$TREE"
  [ ! -d plugins ] || cp -r plugins "$TREE"
  ln -s "$PWD/node_modules" "$TREE/node_modules"
  (cd "$TREE" && npm pack --silent --pack-destination "$APP" >/dev/null)
  echo '{ "type": "module" }' >"$APP/package.json"
  (cd "$APP" && npm install --silent --offline --ignore-scripts ./ctnet-*.tgz)
}

teardown() { clean_host; }

@test "package: holds what runs, and needs no other package" {
  [ "$(ls "$APP/node_modules")" = ctnet ]
  [ ! -e "$APP/node_modules/ctnet/lib" ]
  [ -s "$APP/node_modules/ctnet/LICENSE" ]
  grep -q '^yargs .*(MIT)$' "$APP/node_modules/ctnet/dist/LICENSES.txt"
  cd "$APP/node_modules/ctnet"
  for page in *.md docs/*.md docs/recipes/*.md; do
    for to in $(grep -o ']([^):#]*[)#]' "$page" | tr -d '](#)'); do
      [ -e "$(dirname "$page")/$to" ] || { echo "$page leads to $to"; return 1; }
    done
  done
  cd - >/dev/null
  for file in $(node -p "require('./package.json').files.join(' ')"); do [ -e "$file" ] || [ "$file" = dist ]; done
}

@test "package: the installed program says its version, and builds a bridge in a sandbox" {
  run -0 "$APP/node_modules/.bin/ctnet" --version
  [ "$output" = "ctnet $(node -p "require('./package.json').version")" ]
  run -0 "$APP/node_modules/.bin/ctnet" detach --help
  [[ $output == *$'\nArguments:\n'*$'\nOptions:\n'*$'\nExamples:\n'*$'\nOptions of every command:\n'* ]]
  run -0 "$APP/node_modules/.bin/pipework" --translate --wait
  [ "$output" = 'ctnet wait host --if eth1 --up --timeout 999999' ]
  PATH="$APP/node_modules/.bin:$PATH"
  run -0 "$APP/node_modules/.bin/ctnet" sandbox -- sh -ec 'ctnet bridge create lan 10.9.0.1/24; ip -o link show lan'
  [ "${lines[0]}" = "lan 10.9.0.1/24" ]
  [[ ${lines[1]} == *" lan: "* ]]
}

@test "package: its recipes can be imported, with their types" {
  cat >"$APP/use.ts" <<'END'
import { type AttachIntent, attach, type Plan, printedScript } from 'ctnet'
declare const intent: AttachIntent
const plan: Plan<{ container: string }> = attach({ spaces: {}, named: [], claims: [], nonce: '0' }, intent)
// @ts-expect-error A container's name is no number.
export const wrong: number = plan.result.container
export { printedScript }
END
  cat >"$APP/tsconfig.json" <<'END'
{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "types": [], "noEmit": true }, "files": ["use.ts"] }
END
  run -0 node_modules/.bin/tsc -p "$APP"
  cat >"$APP/use.js" <<'END'
import { observe, createBridge, printedScript } from 'ctnet'
const { facts, close } = await observe()
close()
const plan = createBridge(facts, { name: 'lan', addresses: 'auto' })
console.log(printedScript(plan, {}, { argv: [], version: '' }).includes('link add name lan'))
END
  run -0 node "$APP/use.js"
  [ "$output" = true ]
}

@test "package: a recipe can be applied: under the lock, and taken back when it fails" {
  ip netns add web
  cat >"$APP/apply.js" <<'END'
import { apply, attach, createBridge, parseNetwork, placeOf, resolve } from 'ctnet'
const made = await apply({ plan: (facts) => createBridge(facts, { name: 'lan', addresses: 'auto' }) })
console.log(made.result.bridge)
const web = await resolve('web')
const intent = { into: placeOf(web), container: web.name, network: parseNetwork('lan'), addresses: [{ kind: 'auto' }] }
const { result } = await apply({
  look: async () => ({ endpoints: [web], everywhere: true }),
  plan: (facts) => attach(facts, { ...intent, gateway: 'auto', routes: [], replace: false }),
})
console.log(result.container, result.interface)
const refused = { in: 'host', run: [{ kind: 'exec', argv: ['false'] }], effect: (facts) => facts, why: 'fails' }
const failing = (facts) => {
  const plan = createBridge(facts, { name: 'other', addresses: 'auto' })
  return { ...plan, build: [...plan.build, refused] }
}
await apply({ plan: failing }).catch(({ code, exit }) => console.log(code, exit))
END
  run -0 node "$APP/apply.js"
  [ "$output" = $'lan\nweb eth0\nstep-failed 1' ]
  ip netns exec web ip -o link show eth0
  run ! ip link show other
  [ -z "$(ls -A /run/ctnet/journal)" ]
  # While somebody holds the lock, nothing is changed.
  sed -i "s/'lan', addresses: 'auto' })/'third', addresses: 'auto' }), timeout: 0/" "$APP/apply.js"
  run -1 flock /run/ctnet/lock node "$APP/apply.js"
  [[ $output == *"the lock was not free"* ]]
  run ! ip link show third
}

@test "sources: npm run dev runs them as they are" {
  ip netns add web
  run -0 npm run --silent dev -- attach web lan --create
  [[ $output == *"web eth0 172.18.0.1/16"* ]]
  ip netns exec web ip route | grep -q '^default via 172.18.42.1 dev eth0'
}
