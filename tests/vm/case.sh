#!/bin/sh
# One case, in a host of its own: case.sh WORK-FOLDER FILE. It makes the world, runs the script with a failing step and sees that
# all is as before, then runs it as it is and sees that packets pass. Prints `ok` and the title, or `not ok` and what happened.
set -eu
work=$1 file=$2
script=$work/${file##*/}
. tests/vm/words.sh

if [ "${3-}" != --inside ]; then
  same=
  case " $(needs_of "$file") " in
  *' nic '*)
    # Where a card goes when its namespace dies is the first network of all, which here isn't ours.
    [ -n "${MACHINE-}" ] || { echo "ok $(title_of "$file") # skip it takes a machine: --machine"; exit; }
    same=--same-network
    ;;
  esac
  # shellcheck disable=SC2086
  if sh tests/vm/alone.sh $same sh "$0" "$work" "$file" --inside >"$script.log" 2>&1; then
    echo "ok $(title_of "$file")"
  else
    { echo "not ok $(title_of "$file")"; sed 's/^/#   /' "$script.log"; } >"$script.result"
    flock "$work" cat "$script.result"
  fi
  exit
fi

beyond() { :; }
# shellcheck disable=SC1090
. "./$file"
set -x
world
if [ ! -e "$script" ]; then
  print_script "$file" >"$script"
  node "$work/faulty.mjs" <"$script" >"$script.faulty"
fi
beyond
sh tests/vm/state.sh >"$script.before"
code=0
sh "$script.faulty" || code=$?
[ "$code" = 1 ]
sh tests/vm/state.sh >"$script.after"
diff "$script.before" "$script.after"
sh "$script"
check
