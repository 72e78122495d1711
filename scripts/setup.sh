# shellcheck shell=sh
# Sourced by the scripts that set things up.

# Sees that Debian packages are there: as root it installs what is missing, else it says what to type.
need_packages() {
  command -v dpkg-query >/dev/null || return 0
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

need_node() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' && return
  echo "Node.js 20.19 or later is needed; this is $(node --version): https://nodejs.org/en/download" >&2
  return 1
}

need_modules() {
  [ -d node_modules ] && return
  echo '# installing the packages that ctnet is built with' >&2
  npm install --no-save --ignore-scripts --silent
}

# Builds what is missing, or older than its sources.
need_build() {
  [ -f dist/ctnet.js ] && [ -z "$(find lib commands plugins scripts/bundled scripts/build.js scripts/licenses.js package.json -newer dist/ctnet.js 2>/dev/null)" ] && return
  echo '# building ctnet' >&2
  npm run --silent build
}
