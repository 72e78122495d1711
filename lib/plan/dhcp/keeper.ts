import { CALLED_OFF } from '../called-off.ts'

/**
 * What starts a DHCP client in a container's namespace and watches over it from outside: a process inside would keep
 * a dead container's namespace, and the other end of its veth. `[ -ef ]` of two namespaces' files is without a child
 * process, so a second's rhythm costs little. It does without ctnet, as everything that a plan starts.
 */
export const KEEPER = `# Keeps an address from DHCP on one interface for as long as its container lives:
#   start NAMESPACE HOLDER INTERFACE GATEWAY CLIENT…
#   await TENTHS   returns with the first lease
#   run NAMESPACE CLIENT…   the client, and its end when the container has gone
#   stop SIGNAL
# Beside this file are \`about\` (namespace, what holds it, interface, gateway), \`pid\`, \`lease\` and \`log\`.
here=\${0%/*}

# A zombie has no namespace any more
lives() { [ -e "/proc/$1/ns/net" ]; }

# The namespace's oldest process: a container's main one
oldest() {
  age='' found=''
  for one in /proc/[0-9]*/ns/net; do
    [ "$one" -ef "$1" ] && { read -r line <"\${one%ns/net}stat"; } 2>/dev/null || continue
    # shellcheck disable=SC2086
    set -- "$1" \${line##*) }
    [ -z "$age" ] || [ "\${21}" -lt "$age" ] || continue
    age=\${21} found=$one
  done
  echo "$found"
}

# The living processes of a group
members() {
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    # shellcheck disable=SC2086
    set -- "$1" \${line##*) }
    [ "$4" != "$1" ] || [ "$2" = Z ] || echo "\${stat%/stat}"
  done
}

start() {
  ns=$1 holder=$2 link=$3 gateway=$4
  shift 4
  [ -n "$holder" ] || holder=$(oldest "$ns")
  [ -n "$holder" ] || { echo 'no process of the container runs' >&2; exit 1; }
  printf '%s\\n' "$(stat -L -c %i "$ns")" "$holder" "$link" "$gateway" >"$here/about"
  # What udhcpc calls its events: its script goes by the name that it is called by.
  for one in bound renew deconfig leasefail nak; do ln -s event "$here/$one"; done
  setsid sh "$0" run "$ns" "$@" </dev/null >"$here/log" 2>&1 9>&- &
  echo "$!" >"$here/pid"
}

await() {
  tenths=$1
  read -r watcher <"$here/pid"
  while [ ! -e "$here/lease" ]; do
    ! ${CALLED_OFF} || exit 130
    lives "$watcher" || { cat "$here/log" >&2 || echo 'the container has gone' >&2; exit 1; }
    [ "$tenths" -gt 0 ] || { echo 'no DHCP server has given an address in time' >&2; exit 8; }
    tenths=$((tenths - 1))
    sleep 0.1
  done
}

client() {
  # The client is in the namespace; the file would keep it open in whatever the client starts.
  env -i PATH="$PATH" nsenter --net="$ns" sh -c 'exec "$@" 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-' sh "$@" &
  client=$!
  while lives "$client" && [ ! "$ns" -ef "/proc/$client/ns/net" ]; do sleep 0.05; done
}

# The interface is there, and the namespace still the one that it was
is_there() {
  [ "$(stat -L -c %i "$holder")" = "$inode" ] && nsenter --net="$holder" ip link show dev "$link" >/dev/null
}

run() {
  cd "$here" || exit
  { read -r inode; read -r holder; read -r link; } <about
  ns=$1 over='' had=''
  shift
  trap 'over=1' TERM
  client "$@"
  exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&-
  while [ -z "$over" ] && [ -e about ]; do
    if [ "$holder" -ef "/proc/$client/ns/net" ]; then
      [ ! -e lease ] || had=1
      sleep 1
    elif lives "$client"; then
      break
    else
      # One that never had an address is not tried again.
      [ -n "$had" ] || [ -e lease ] || exit
      is_there || break
      sleep 1
      ns=$holder
      client "$@"
    fi
  done
  trap '' TERM
  kill -TERM "-$$"
  within lives "$client"
  rm -rf "$here"
  kill -KILL "-$$"
}

# Waits until that isn't so any more, for a moment
within() {
  tries=15
  while "$@" && [ "$tries" -gt 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
  done
}

any() { [ -n "$(members "$1")" ]; }

# All of the group, politely first: a client gives its lease back. A number that has come to mean others is left alone.
stop() {
  { read -r watcher <"$here/pid" && read -r inode <"$here/about"; } 2>/dev/null || watcher=''
  for one in \${watcher:+$(members "$watcher")}; do
    grep -qsF "$here/" "$one/cmdline" || [ "$(stat -L -c %i "$one/ns/net")" = "$inode" ] || continue
    kill -"$1" "-$watcher"
    within any "$watcher"
    kill -KILL "-$watcher" 2>/dev/null
    break
  done
  rm -rf "$here"
}

command=$1
shift
"$command" "$@"
`
