#!/bin/sh
# Runs the end-to-end tests in a private test host with a Docker engine of its own.
#   tests/e2e/run.sh [FILE.bats]…
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- tests/e2e
# The test host has no way out to fetch them by.
UNPACKED=
case " $*" in
*' tests/e2e' | *runtimes*) UNPACKED=$(sh tests/e2e/unpack.sh || :) ;;
esac
export UNPACKED
exec sh tests/host/run.sh --engine node_modules/bats/bin/bats --print-output-on-failure --formatter "${BATS_FORMATTER:-tap}" "$@"
