# How containers of each runtime are made, for tests that are the same for all: `use RUNTIME` defines
#   start NAME [host | NAME]   makes a container and starts it, with the host's network or that of another
#   stop NAME, again NAME      stops it; starts it once more
#   process NAME               prints the number of its first process, as the runtime itself says
#   end                        removes all of it
# and sets $starting to what starts NAME, for a person. It fails, and says why, where the runtime can't be had.

use() {
  case $1 in
  docker) use_docker ;;
  podman | podman-service) use_podman "$1" ;;
  lxc) use_lxc ;;
  nspawn) use_nspawn ;;
  esac
}

# A program in the network of a container: inside NAME COMMAND…
inside() {
  local pid
  pid=$(process "$1")
  shift
  nsenter --net="/proc/$pid/ns/net" "$@"
}

# The files of a container, from those of the image.
root_of() {
  mkdir -p "$1"
  cp -a "$HOST_DIR/root/." "$1"
  mkdir -p "$1/usr" "$1/proc" "$1/sys" "$1/dev" "$1/run" "$1/root" "$1/var"
  echo ID=base >"$1/etc/os-release"
}

use_docker() {
  starting='docker start web'
  start() { docker run -d --name "$1" --net="$(network_word "${2-none}")" base sleep 3600 >/dev/null; }
  stop() { docker stop -t 0 "$1" >/dev/null; }
  again() { docker start "$1" >/dev/null; }
  process() { docker inspect -f '{{.State.Pid}}' "$1"; }
  end() { docker ps -aq | xargs -r docker rm -f >/dev/null; }
}

network_word() {
  case $1 in
  none | host) echo "$1" ;;
  *) echo "container:$1" ;;
  esac
}

# By its command alone, or with its service.
use_podman() {
  command -v podman >/dev/null || { echo 'there is no podman'; return 1; }
  starting='podman start web'
  export CONTAINERS_CONF=$HOST_DIR/podman/containers.conf CONTAINERS_STORAGE_CONF=$HOST_DIR/podman/storage.conf
  mkdir -p "$HOST_DIR/podman"
  # Limits that may be set also where the host's own can't be raised.
  printf '%s\n' '[containers]' 'default_ulimits = ["nofile=1000:1000", "nproc=1000:1000"]' \
    '[engine]' 'runtime = "runc"' 'cgroup_manager = "cgroupfs"' 'events_logger = "file"' >"$CONTAINERS_CONF"
  printf '%s\n' '[storage]' 'driver = "overlay"' "graphroot = \"$HOST_DIR/podman/storage\"" \
    'runroot = "/run/containers/storage"' >"$CONTAINERS_STORAGE_CONF"
  podman image exists base || { root_of "$HOST_DIR/podman/root" && tar -C "$HOST_DIR/podman/root" -c . | podman import - base >/dev/null 2>&1; }
  service=
  if [ "$1" = podman-service ]; then
    mkdir -p /run/podman
    podman system service --time 0 unix:///run/podman/podman.sock >/dev/null 2>&1 3>&- &
    service=$!
    until curl -s --unix-socket /run/podman/podman.sock http://podman/_ping >/dev/null; do sleep 0.02; done
  fi
  start() { podman run -d --name "$1" --net="$(network_word "${2-none}")" base sleep 3600 >/dev/null 3>&-; }
  stop() { podman stop -t 0 "$1" >/dev/null; }
  again() { podman start "$1" >/dev/null 3>&-; }
  process() { podman inspect --type container -f '{{.State.Pid}}' "$1"; }
  end() {
    # One that others depend on goes after them.
    podman rm -f -t 0 -a >/dev/null 2>&1 || podman rm -f -t 0 -a >/dev/null
    [ -z "$service" ] || { kill "$service" && wait "$service"; } || :
    # What cleans up after a container does so behind its end.
    while grep -qsx 'podman\|conmon' /proc/[0-9]*/comm; do sleep 0.02; done
    rm -rf /run/podman /run/libpod /run/runc
    umount "$HOST_DIR/podman/storage/overlay"
  }
}

unpacked() {
  [ -n "$UNPACKED" ] || { echo 'it could not be fetched'; return 1; }
  PATH="$UNPACKED/usr/bin:$UNPACKED/bin:$PATH"
  export LD_LIBRARY_PATH=$UNPACKED/usr/lib/x86_64-linux-gnu:$UNPACKED/usr/lib/x86_64-linux-gnu/systemd
}

use_lxc() {
  unpacked || return
  starting='lxc-start -n web'
  mkdir -p "$HOST_DIR/lxc" "$HOST_DIR/mounted" /etc/lxc
  echo "lxc.lxcpath = $HOST_DIR/lxc" >/etc/lxc/lxc.conf
  [ -d "$HOST_DIR/lxc-root" ] || root_of "$HOST_DIR/lxc-root"
  start() {
    local network
    case ${2-} in
    '') network='lxc.net.0.type = empty' ;;
    host) network='lxc.net.0.type = none' ;;
    *) network="lxc.namespace.share.net = $2" ;;
    esac
    mkdir "$HOST_DIR/lxc/$1"
    printf '%s\n' "lxc.uts.name = $1" "lxc.rootfs.path = dir:$HOST_DIR/lxc-root" "lxc.rootfs.mount = $HOST_DIR/mounted" \
      'lxc.mount.auto = proc:mixed' 'lxc.init.cmd = /bin/sleep 3600' "$network" >"$HOST_DIR/lxc/$1/config"
    again "$1"
  }
  again() { lxc-start -n "$1" 3>&-; }
  stop() { lxc-stop -k -n "$1"; }
  process() { lxc-info -n "$1" -pH; }
  end() {
    for name in $(lxc-ls --running -1); do stop "$name"; done
    rm -rf "$HOST_DIR/lxc" /etc/lxc /run/lxc
  }
}

use_nspawn() {
  unpacked || return
  starting='machinectl start web'
  # No systemd-machined runs: this program answers for it, for the one that it would know.
  mkdir -p "$HOST_DIR/bin" /run/systemd/machines
  printf '%s\n' '#!/bin/sh' '[ "$*" = "show -p Leader --value web" ] || exit 1' \
    'supervisor=$(cat "$HOST_DIR/nspawn-web.pid")' 'tr -d " " <"/proc/$supervisor/task/$supervisor/children"' >"$HOST_DIR/bin/machinectl"
  chmod +x "$HOST_DIR/bin/machinectl"
  PATH="$HOST_DIR/bin:$PATH"
  # Its images' usual place, in front of the machine's own.
  mkdir -p "$HOST_DIR/library/upper" "$HOST_DIR/library/work"
  mount -t overlay -o "lowerdir=/var/lib,upperdir=$HOST_DIR/library/upper,workdir=$HOST_DIR/library/work" overlay /var/lib
  start() {
    root_of "/var/lib/machines/$1"
    again "$@"
  }
  again() {
    local network=--private-network
    case ${2-} in
    '') ;;
    host) network=--quiet ;;
    *) network=--network-namespace-path=/proc/$(process "$2")/ns/net ;;
    esac
    systemd-nspawn -q --register=no --keep-unit $network --resolv-conf=off --timezone=off -D "/var/lib/machines/$1" -M "$1" \
      --as-pid2 /bin/sleep 3600 </dev/null >"$HOST_DIR/nspawn-$1.log" 2>&1 3>&- &
    echo $! >"$HOST_DIR/nspawn-$1.pid"
    [ "$1" != web ] || touch /run/systemd/machines/web
    # Nothing tells that the command runs but the command.
    local tries=0
    until runs_sleep "$(process "$1")"; do
      tries=$((tries + 1))
      [ "$tries" -lt 500 ] || { cat "$HOST_DIR/nspawn-$1.log"; return 1; }
      sleep 0.02
    done
  }
  # Whether a child of that process is the container's command.
  runs_sleep() {
    local child
    child=$(tr -d ' ' 2>/dev/null <"/proc/${1:-none}/task/${1:-none}/children") || return
    [ "$(cat "/proc/${child:-none}/comm" 2>/dev/null)" = sleep ]
  }
  process() {
    local supervisor
    supervisor=$(cat "$HOST_DIR/nspawn-$1.pid")
    tr -d ' ' <"/proc/$supervisor/task/$supervisor/children"
  }
  stop() {
    local supervisor
    supervisor=$(cat "$HOST_DIR/nspawn-$1.pid")
    kill "$supervisor"
    while [ -e "/proc/$supervisor" ]; do sleep 0.02; done
    rm -f "$HOST_DIR/nspawn-$1.pid" "/run/systemd/machines/$1"
  }
  end() {
    for file in "$HOST_DIR"/nspawn-*.pid; do
      [ ! -e "$file" ] || { file=${file##*/nspawn-} && stop "${file%.pid}"; }
    done
    umount /var/lib
    rm -rf /run/systemd "$HOST_DIR/library"
  }
}
