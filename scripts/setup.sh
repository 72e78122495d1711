# shellcheck shell=sh
# Sourced by the scripts that set things up.

# Sees that Debian packages are there: as root it installs what is missing, else it says what to type.
need_packages() {
  missing=
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "missing:$missing; install with: sudo apt-get install$missing" >&2
    return 1
  fi
  echo "# installing$missing" >&2
  export DEBIAN_FRONTEND=noninteractive
  # The daemons that come with some of them are not to be started on this machine.
  policy=/usr/sbin/policy-rc.d
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && made_policy=1; }
  # shellcheck disable=SC2086
  { apt-get install -qq --no-install-recommends $missing || { apt-get update -qq && apt-get install -qq --no-install-recommends $missing; }; } >/dev/null 2>&1 || result=$?
  [ -z "${made_policy-}" ] || rm -f $policy
  return "${result:-0}"
}
