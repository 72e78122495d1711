/**
 * Shell text that lets go of the namespaces that engines keep as mounts (nsfs), in a mount namespace of one's own: where
 * mounts aren't shared, a copy of one would keep a container's network alive, and answering, when that has gone. Those in
 * /var/run/netns go with their name, wherever they are mounted.
 */
export const LET_GO = [
  'for at in $(sed -n "s/^[^ ]* \\([^ ]*\\) nsfs .*/\\1/p" /proc/self/mounts)',
  'do case $at in /run/netns/* | /var/run/netns/*) ;; *) umount -l "$at" ;; esac; done 2>/dev/null',
].join('; ')
