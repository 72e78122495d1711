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

# The host's network state, without what changes by itself.
network_state() {
  ip -o link show | sed -E 's/^[0-9]+: //; s/ (state|qlen|qdisc|link-netnsid|mode|group) [^ ]+//g; s/,?(NO-CARRIER|LOWER_UP|M-DOWN)//g' | grep -v ' docker0\|^docker0' | sort
  ip -o address show | sed -E 's/^[0-9]+: //' | grep -v docker0 | sort
  ip route show table all | grep -v docker0 | sort
  ip netns list | sort
  iptables -S | sort
  ls /run/ctnet/journal 2>/dev/null || :
}

clean_host() {
  docker ps -aq | xargs -r docker rm -f >/dev/null
  for ns in $(ip netns list | cut -d' ' -f1); do ip netns delete "$ns"; done
  for br in $(ip -o link show type bridge | cut -d' ' -f2 | tr -d : | grep -v docker0); do ip link delete "$br"; done
}
