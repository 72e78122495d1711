#!/bin/sh
# `npm run demo`: shows the main job, in a private network host (`ctnet sandbox`); this machine's network isn't touched.
# It sets up what it needs first: as root it installs missing Debian packages, as an ordinary user it names them.
set -eu
cd "$(dirname "$0")/.."

if [ "${1-}" != --inside ]; then
  . scripts/setup.sh
  need_node
  need_packages iproute2 iputils-ping
  need_modules
  need_build
  echo '# in a private network host: ctnet sandbox' >&2
  exec node dist/ctnet.js sandbox -- sh scripts/demo.sh --inside
fi
# One stream, so that what is shown stays in order.
exec 2>&1

ctnet() { node dist/ctnet.js "$@"; }

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM-dumb}" != dumb ]; then
  bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
fi

say() { printf '\n%s# %s%s\n' "$dim" "$1" "$plain"; }

# Shows a command line and runs it.
show() {
  printf '%s$ %s%s\n' "$bold" "$1" "$plain"
  eval "$1"
}

say 'Two "containers", as bare network namespaces, and a bridge.'
show 'ip netns add web'
show 'ip netns add db'
show 'ctnet bridge create bridge0 172.17.42.1/16'

say 'What would the whole --net=none recipe do? The plan, as a shell script with its reasons.'
show "ctnet attach web bridge0 172.17.42.99/16 --explain | sed -n '/^main()/,/^}/p'"

say 'Do it; and for the other one take the next free address.'
show 'ctnet attach web bridge0 172.17.42.99/16'
show 'ctnet attach db bridge0'

say 'Packets arrive.'
show 'ctnet exec db ping -c 2 -i 0.2 172.17.42.99'

say 'Who is attached to what?'
show 'ctnet ls'

say 'What is in the way is said, and nothing has changed.'
show 'ctnet attach db bridge0 172.17.42.99/16 --if eth1 || echo "exit code $?"'

say 'Take it all away again.'
show 'ctnet detach web'
show 'ctnet detach db'
show 'ctnet bridge delete bridge0'
show 'ip -brief link'

say 'Nothing is left but the loopback; and with the sandbox that goes too.'
