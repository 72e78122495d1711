#!/bin/sh
# `npm run bench`: what an attach costs, beside Node itself and the document's recipe typed as single commands. In a
# private network host; as root also with a Docker engine of its own.
#   ROUNDS=15 npm run bench
#   PIPEWORK=/usr/local/bin/pipework npm run bench   beside pipework too
set -eu
cd "$(dirname "$0")/../.."
. scripts/setup.sh

# Node 24, in a cache folder of the tree.
newer_node() {
  package=node-linux-$(node -p process.arch)
  NODE24=$PWD/.cache/node24/node_modules/$package/bin/node
  export NODE24
  [ -x "$NODE24" ] || npm install --silent --no-save --ignore-scripts --prefix .cache/node24 "$package@24" ||
    echo '# left out: Node 24, which could not be installed'
}

# For pipework, which waits for arping where it finds it: arping, in a cache folder of the tree.
need_arping() {
  ARPING=$PWD/.cache/arping/usr/bin
  export ARPING
  [ ! -x "$ARPING/arping" ] || return 0
  mkdir -p .cache/arping
  (cd .cache/arping && apt-get download -qq iputils-arping && dpkg-deb -x ./*.deb .) >/dev/null 2>&1 ||
    echo '# left out: pipework with arping, which could not be fetched'
}

# A folder of all programs but arping.
without_arping() {
  NO_ARPING=$HOST_DIR/programs
  export NO_ARPING
  mkdir "$NO_ARPING"
  for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
    for program in "$folder"/*; do
      [ "${program##*/}" = arping ] || [ -e "$NO_ARPING/${program##*/}" ] || ln -s "$program" "$NO_ARPING/"
    done
  done
}

case ${1-} in
--root)
  if [ -n "${PIPEWORK-}" ]; then
    without_arping
  else
    echo '# left out: pipework, since PIPEWORK is not set to its path'
  fi
  docker run -d --name box --net=none base sleep 3600 >/dev/null
  ;;
--user)
  echo '# left out: Docker containers, which need root'
  ;;
*)
  need_node
  need_modules
  need_build
  newer_node
  if [ "$(id -u)" != 0 ]; then
    need_packages iproute2
    exec node dist/ctnet.js sandbox -- sh tests/bench/run.sh --user
  fi
  need_packages iproute2 docker.io busybox-static
  [ -z "${PIPEWORK-}" ] || need_arping
  exec sh tests/host/run.sh --engine sh tests/bench/run.sh --root
  ;;
esac

# Where Node keeps compiled code for root, whom everybody is in here: what is there is none of ours.
mount -t tmpfs tmpfs /var/cache
export CTNET="$PWD/dist/ctnet.js"
node --import tsx tests/bench/bench.ts
