#!/bin/sh
# A fault at every step of every command: run.sh [--world bare|docker] [--seed N] [--seconds N] [--only TEXT]
set -eu
cd "$(dirname "$0")/../.."
bundle=$(mktemp -d)
trap 'rm -rf "$bundle"' EXIT
node_modules/.bin/esbuild tests/faults/main.ts --bundle --platform=node --format=esm --log-level=warning \
  --outfile="$bundle/faults.mjs" \
  --banner:js="import { createRequire as ctnetRequire } from 'node:module';const require = ctnetRequire(import.meta.url);"
case " $* " in *' docker '*) set -- --engine node "$bundle/faults.mjs" "$@" ;; *) set -- node "$bundle/faults.mjs" "$@" ;; esac
sh tests/host/run.sh "$@"
