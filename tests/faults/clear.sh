#!/bin/sh
# Takes away what a case made in a host that it shares with other cases.
for lab in /run/ctnet/labs/*.json; do
  [ ! -e "$lab" ] || { lab=${lab##*/} && lab=${lab#*.} && ctnet down "${lab%.json}" >/dev/null; }
done
docker ps -aq | xargs -r docker rm -f >/dev/null
for link in /run/netns/*; do
  [ -e "$link" ] || [ -L "$link" ] || continue
  ip netns delete "${link##*/}" 2>/dev/null || rm -f "$link"
done
for bridge in $(ip -o link show type bridge | cut -d' ' -f2 | tr -d :); do
  [ "$bridge" = docker0 ] || ctnet bridge delete "$bridge" --force >/dev/null 2>&1
done
# Some take another with them.
for link in $(ip -o link show type veth | cut -d' ' -f2 | cut -d@ -f1 | tr -d :); do ip link delete "$link" 2>/dev/null; done
ctnet clean -q >/dev/null
# What was attached to be kept is wanted again whenever its container is.
rm -f /var/lib/ctnet/kept.json
# A lease's keeper sees within a second or two that its interface is gone.
for _ in $(seq 100); do
  ls /run/ctnet/dhcp/* >/dev/null 2>&1 || break
  sleep 0.1
done
exit 0
