#!/bin/busybox sh
# shellcheck shell=dash
# The first program of the machine: puts a layer of memory over this host's files, which it may only read, and runs $JOB there.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
while read -r module; do insmod "/modules/$module"; done </modules/order

mount -t 9p -o ro,trans=virtio,version=9p2000.L,cache=loose,msize=512000 files /below
mount -t tmpfs tmpfs /above
mkdir /above/files /above/work
mount -t overlay -o lowerdir=/below,upperdir=/above/files,workdir=/above/work overlay /root
for system in /proc /sys /dev; do mount --bind $system /root$system; done
mkdir -p /root/dev/shm
mount -t tmpfs tmpfs /root/dev/shm
mount -t tmpfs tmpfs /root/run
mkdir -p /root/lib/modules
mount --bind "/root$KERNEL/modules" /root/lib/modules

hostname machine
ip link set lo up
stty -F /dev/ttyS1 raw
# The kernel looks for modprobe where its first program's root is, so that one itself has to go there.
exec chroot /root /bin/sh -c 'sh "$JOB" >/dev/ttyS1 2>&1 </dev/null; busybox poweroff -f'
