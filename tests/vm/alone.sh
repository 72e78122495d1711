#!/bin/sh
# Runs a command in a network, with processes and with a /run of its own: alone.sh [--same-network] COMMAND [ARG…]
set -eu
case $1 in
--same-network) shift; net= ;;
--inside)
  shift
  mount -t tmpfs tmpfs /run
  mkdir /run/netns
  ip link set lo up
  exec "$@"
  ;;
*) net=--net ;;
esac
# shellcheck disable=SC2086
exec unshare $net --mount --pid --fork --kill-child --mount-proc sh "$0" --inside "$@"
