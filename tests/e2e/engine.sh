#!/bin/sh
# The test host's own Docker engine: engine.sh start|stop|restart, with its data in $HOST_DIR.
set -eu

start() {
  dockerd --host "$DOCKER_HOST" --data-root "$HOST_DIR/data" --exec-root /run/docker --pidfile /run/docker.pid \
    ${BRIDGE_IP:+--bip "$BRIDGE_IP"} >>"$HOST_DIR/dockerd.log" 2>&1 </dev/null 3>&- 4>&- &
  engine=$!
  tries=0
  # The engine has no event that says it listens.
  until docker version >/dev/null 2>&1; do
    tries=$((tries + 1))
    kill -0 $engine && [ "$tries" -lt 300 ] || { tail -20 "$HOST_DIR/dockerd.log" >&2; exit 1; }
    sleep 0.1
  done
  docker image inspect base >/dev/null 2>&1 || image
}

# An image that is only busybox, made here: nothing is pulled.
image() {
  root=$HOST_DIR/root
  mkdir -p "$root/bin" "$root/etc" "$root/tmp"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
  done
  tar -C "$root" -c . | docker import - base >/dev/null
}

stop() {
  pid=$(cat /run/docker.pid 2>/dev/null) || return 0
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}

case $1 in
start) start ;;
stop) stop ;;
restart) stop; start ;;
esac
