#!/usr/bin/env bats
# Configuration as code and plugins: whom root trusts, what is said of wrong ones, a package that is installed.

load helpers

setup() {
  ROOT=$PWD
  cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
  rm -rf /etc/ctnet /var/lib/ctnet/trust
  cd "$ROOT" && clean_host
}

# A configuration in TypeScript that imports a file and names a plugin, which requires one; nothing is installed here.
project() {
  cat >ctnet.config.ts <<'END'
import { defineConfig } from 'ctnet'
import { mtu } from './mtu.ts'
export default defineConfig({ bridges: { lan: { address: '172.30.42.1/24', mtu: mtu satisfies number } }, plugins: './campus.ts' })
END
  echo 'export const mtu: number = 1400' >mtu.ts
  cat >campus.ts <<'END'
import { defineTopology } from 'ctnet'
import { houses } from './houses.cjs'
export default defineTopology({
  name: 'campus',
  describe: 'houses around a switch',
  options: { houses: { type: 'number', default: houses as number, min: 1, describe: 'how many' } },
  build: () => ({ nodes: { a: {} }, links: [] }),
})
END
  echo 'exports.houses = 3' >houses.cjs
}

# Root asks, and names the file and the command: asks FILE COMMAND…
asks() {
  local file=$1
  shift
  run -5 "$@"
  [[ $output == *"$file"*"ctnet config trust $PWD/ctnet.config.ts"* ]]
}

@test "plugins: root runs no code before it is told to trust it, and asks again when any of it changes" {
  project
  ip netns add web
  asks ctnet.config.ts ctnet attach web lan
  run ! ip link show lan
  ctnet --no-config attach web other --create --dry-run >/dev/null

  # What is only looked at is not trusted.
  ctnet config trust --dry-run >/dev/null
  asks ctnet.config.ts ctnet config
  run -0 --separate-stderr ctnet config trust
  [ "$(sort <<<"$output")" = "$(printf "$PWD/%s\n" campus.ts ctnet.config.ts houses.cjs mtu.ts)" ]
  ctnet attach web lan
  ip link show lan | grep -q 'mtu 1400'
  run -0 --separate-stderr ctnet topology show campus
  [ "${lines[0]}" = "campus: houses around a switch" ]
  [ "${lines[2]}" = "--houses  how many (3)" ]

  # A file that the plugin loads: the configuration still counts, the plugin doesn't.
  echo 'exports.houses = 4' >houses.cjs
  ctnet config >/dev/null
  asks houses.cjs ctnet topology ls
  run -0 --separate-stderr ctnet plugin ls
  [[ $output == "$PWD/campus.ts "*" untrusted" ]]
  ctnet config trust ctnet.config.ts >/dev/null
  run -0 --separate-stderr ctnet topology show campus
  [ "${lines[2]}" = "--houses  how many (4)" ]

  echo 'export const mtu: number = 1300' >mtu.ts
  asks mtu.ts ctnet config
  ctnet config trust >/dev/null
  ctnet config >/dev/null
  ctnet config untrust
  asks ctnet.config.ts ctnet config
}

@test "plugins: data that names plugins is read anywhere, and its plugins need trust" {
  project
  rm ctnet.config.ts
  printf 'bridges: { lan: { address: 172.30.42.1/24 } }\nplugins: ./campus.ts\n' >.ctnetrc.yaml
  ip netns add web
  ctnet attach web lan
  run -5 ctnet topology show campus
  [[ $output == *"ctnet config trust $PWD/.ctnetrc.yaml"* ]]
  ctnet config trust
  ctnet topology show campus
  echo '# another comment' >>.ctnetrc.yaml
  run -5 ctnet topology show campus
  [[ $output == *".ctnetrc.yaml has changed"* ]]
}

@test "plugins: in /etc/ctnet code runs as long as only root can change it" {
  mkdir -p /etc/ctnet
  echo "import { pool } from './pool.mjs'; export default { ptp: { pool }, plugins: './campus.mjs' }" >/etc/ctnet/config.mjs
  echo "export const pool = '10.77.0.0/24'" >/etc/ctnet/pool.mjs
  echo "export default { name: 'campus', describe: '', options: {}, build: () => ({ nodes: {}, links: [] }) }" >/etc/ctnet/campus.mjs
  run -0 --separate-stderr ctnet config
  [[ $output == *"pool: 10.77.0.0/24"* ]]
  ctnet topology show campus
  chmod o+w /etc/ctnet/pool.mjs
  run -5 ctnet config
  [[ $output == *"/etc/ctnet/pool.mjs can be changed by others"*"chmod go-w /etc/ctnet/pool.mjs"* ]]
  chmod 644 /etc/ctnet/pool.mjs
  # What it loads from elsewhere is not the system's.
  echo "export { pool } from '$PWD/pool.mjs'" >/etc/ctnet/pool.mjs
  echo "export const pool = '10.78.0.0/24'" >pool.mjs
  run -5 ctnet config
  [[ $output == *"$PWD/pool.mjs, which is not trusted"* ]]
}

@test "plugins: an ordinary user is asked nothing, nor is the root of a user's sandbox" {
  project
  local folder=$PWD
  until [ "$folder" = /tmp ] || [ "$folder" = / ]; do
    chmod a+rx "$folder"
    folder=$(dirname "$folder")
  done
  run -0 --separate-stderr as_user ctnet topology show campus
  [ "${lines[0]}" = "campus: houses around a switch" ]
  run -0 --separate-stderr as_user ctnet sandbox -- ctnet config
  [[ $output == *"mtu: 1400"* ]]
  # Root's own sandbox is root's.
  run -5 ctnet --no-config sandbox -- ctnet config
}

@test "plugins: a package is installed and found by its name, and by root trusted with its files" {
  export npm_config_cache="$BATS_TEST_TMPDIR/npm"
  npm pack --silent --pack-destination . "$ROOT/examples/plugin-campus" >/dev/null
  npm install --silent --offline --ignore-scripts --legacy-peer-deps ./ctnet-plugin-campus-*.tgz
  [ ! -e node_modules/ctnet ]
  echo 'plugins: ctnet-plugin-campus' >.ctnetrc.yaml
  local src=$PWD/node_modules/ctnet-plugin-campus/src
  run -0 --separate-stderr ctnet config trust
  [ "$(sort <<<"$output")" = "$(printf '%s\n' "$PWD/.ctnetrc.yaml" "$src/house.ts" "$src/index.ts")" ]
  run -0 --separate-stderr ctnet plugin ls
  [ "$output" = "ctnet-plugin-campus  $src/index.ts  1.0.0  campus  loaded" ]
  run -0 --separate-stderr ctnet topology show campus
  [[ $output == *"--houses "* ]]
  sed -i 's/"^0.1.0"/"^7.0.0"/' node_modules/ctnet-plugin-campus/package.json
  run -2 ctnet topology ls
  [[ $output == *"$src/index.ts goes with ctnet ^7.0.0"* ]]
  echo '// changed' >>"$src/house.ts"
  run -5 ctnet topology ls
}
