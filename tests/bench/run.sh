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

# For pipework, which waits for arping where it finds it: all programs but arping in a folder, and arping in another.
arping_paths() {
  NO_ARPING=$HOST_DIR/programs
  mkdir -p "$NO_ARPING" "$HOST_DIR/arping"
  for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
    for program in "$folder"/*; do
      case $program in */arping) ;; *) ln -sf "$program" "$NO_ARPING/" 2>/dev/null ;; esac
    done
  done
  export NO_ARPING
  (cd "$HOST_DIR/arping" && apt-get download -qq iputils-arping && dpkg-deb -x ./*.deb .) >/dev/null 2>&1 ||
    { echo '# left out: pipework with arping, which could not be fetched'; return 0; }
  export ARPING="$HOST_DIR/arping/usr/bin:$NO_ARPING"
}

case ${1-} in
--root)
  if [ -n "${PIPEWORK-}" ]; then arping_paths; else echo '# left out: pipework itself: PIPEWORK is not set to its path'; fi
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
  exec sh tests/host/run.sh --engine sh tests/bench/run.sh --root
  ;;
esac

# Where Node keeps compiled code for root, whom everybody is in here: what is there is none of ours.
mount -t tmpfs tmpfs /var/cache
export CTNET="$PWD/dist/ctnet.js"
node --import tsx tests/bench/bench.ts
