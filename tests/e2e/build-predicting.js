// Bundles ctnet so that every command that changes something also compares what it predicted with what is there then:
// node tests/e2e/build-predicting.js FILE
import { resolve } from 'node:path'
import { build } from 'esbuild'

const standIn = resolve('tests/e2e/predict.ts')
const predicting = {
  name: 'predicting',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/cli\/change\.ts$/ }, ({ importer }) =>
      importer === standIn ? undefined : { path: standIn },
    ),
}

await build({
  entryPoints: ['lib/cli/entry.ts'],
  outfile: process.argv[2],
  bundle: true,
  platform: 'node',
  format: 'esm',
  plugins: [predicting],
  banner: {
    js: "import { createRequire as ctnetRequire } from 'node:module';const require = ctnetRequire(import.meta.url);",
  },
})
