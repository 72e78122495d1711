#!/bin/sh
# Bundles a test program: bundle.sh SOURCE.ts TARGET.mjs
exec node_modules/.bin/esbuild "$1" --outfile="$2" --bundle --platform=node --format=esm --log-level=warning \
  --banner:js="import { createRequire as ctnetRequire } from 'node:module';const require = ctnetRequire(import.meta.url);"
