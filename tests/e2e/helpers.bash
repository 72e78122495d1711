# What every end-to-end test needs. Loaded by `load helpers`.

bats_require_minimum_version 1.5.0

# Starts a container without a network of its own; prints nothing. container NAME [DOCKER-RUN-ARG…]
container() {
  name=$1
  shift
  docker run -d --name "$name" --net=none "$@" base sleep 3600 >/dev/null
}

# Pings once; of a bridge that has just learned of a port, the first packet may be slow.
pings() { docker exec "$1" ping -c 1 -W 2 "$2" >/dev/null; }
host_pings() { ping -c 1 -W 2 "$1" >/dev/null; }

# Waits up to two seconds until a command succeeds.
soon() {
  for _ in $(seq 20); do
    ! "$@" || return 0
    sleep 0.1
  done
  return 1
}

# As an ordinary user, who has no privileges.
as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/tmp PATH="$PATH" CTNET="$CTNET" "$@"; }

# The whole host's network state, without what changes by itself.
network_state() { sh "$BATS_TEST_DIRNAME/../host/snapshot.sh" | node "$SNAPSHOT"; }

# Fails, and shows the difference, unless the host is as it was: unchanged "$before".
unchanged() {
  local now
  now=$(network_state)
  diff <(printf '%s\n' "$1") <(printf '%s\n' "$now")
}

clean_host() {
  docker ps -aq | xargs -r docker rm -f >/dev/null
  for ns in $(ip netns list | cut -d' ' -f1); do ip netns delete "$ns"; done
  for br in $(ip -o link show type bridge | cut -d' ' -f2 | tr -d : | grep -v docker0); do ip link delete "$br"; done
  # Some take another with them.
  for link in $(ip -o link show type veth | cut -d' ' -f2 | cut -d@ -f1); do ip link delete "${link%:}" 2>/dev/null || :; done
  ctnet clean --no-config >/dev/null 2>&1
  rm -f /run/ctnet/log /run/ctnet/log.1 /var/lib/ctnet/kept.json
}
