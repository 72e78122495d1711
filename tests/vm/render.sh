#!/bin/sh
# Prints the script of each case's command line, and the same with a failing step, into a folder: render.sh WORK-FOLDER FILE…
# A case whose world this kernel can't make is left out: its script is printed where it is run, by a Node that is slow there.
set -eu
work=$1
shift
for file in "$@"; do
  script=$work/${file##*/}
  sh tests/vm/alone.sh sh -ec '. tests/vm/words.sh; . "./$1"; world; print_script "$1"' sh "$file" >"$script" 2>"$script.err" &&
    node "$work/faulty.mjs" <"$script" >"$script.faulty" || rm -f "$script"
done
