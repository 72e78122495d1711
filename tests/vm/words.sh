# shellcheck shell=sh
# Words of the cases and of what runs them. Sourced.

# The head of a case: its title, the features that it needs, and its command line.
title_of() { sed -n '2s/^# //p' "$1"; }
needs_of() { sed -n 's/^# needs: //p' "$@"; }
line_of() { sed -n 's/^# \$ //p' "$1"; }

# Prints the script of the case's command line. Its words are quoted as for a shell.
print_script() { eval "$(line_of "$1") --dry-run"; }

pings() { ip netns exec "$1" ping -c 1 -W 5 "$2" >/dev/null; }
