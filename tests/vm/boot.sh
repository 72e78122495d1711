#!/bin/sh
# Boots a machine that sees this host's files and changes none, and runs WORK-FOLDER/job there as root:
#   boot.sh KERNEL-FOLDER WORK-FOLDER SECONDS
# What the job prints is printed; what the kernel says is in WORK-FOLDER/console. The machine has two network cards, with a cable
# from the one to the other and nowhere else.
set -eu
kernel=$1 work=$2 seconds=$3

# Only what it takes to see the files: all else is loaded from there.
first=$work/first
mkdir "$first"
mkdir "$first/bin" "$first/modules" "$first/proc" "$first/sys" "$first/dev" "$first/below" "$first/above" "$first/root"
cp "$(command -v busybox)" "$first/bin/busybox"
install -m 755 tests/vm/init.sh "$first/init"
mkdir -p "$work/tree/lib"
ln -s "$kernel/modules" "$work/tree/lib/modules"
for module in virtio_pci 9pnet_virtio 9p overlay; do
  modprobe -d "$work/tree" -S "$(ls "$kernel/modules")" --show-depends "$module"
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r file; do
  name=${file##*/}
  case $name in
  *.xz) xz -dc "$file" >"$first/modules/${name%.xz}" ;;
  *) cp "$file" "$first/modules/" ;;
  esac
  echo "${name%.xz}"
done >"$work/order"
mv "$work/order" "$first/modules/order"
(cd "$first" && find . | busybox cpio -o -H newc 2>/dev/null) >"$work/first.cpio"

card() { echo "-netdev hubport,hubid=0,id=$1 -device virtio-net-pci,netdev=$1,mac=$2,romfile="; }
# Emulated throughout: the hardware's help can look usable and then hang. With norandmaps a program's code lies where it did when
# it was last run, and needn't be translated again: four times as fast.
# shellcheck disable=SC2046
exec timeout --foreground -k 5 "$seconds" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 \
  -nodefaults -display none -no-reboot -kernel "$kernel/kernel" -initrd "$work/first.cpio" \
  -append "console=ttyS0 quiet panic=-1 nokaslr norandmaps mitigations=off net.ifnames=0 KERNEL=$kernel JOB=$work/job" \
  -serial "file:$work/console" -serial stdio \
  -virtfs local,path=/,mount_tag=files,security_model=none,multidevs=remap,readonly=on \
  -device virtio-rng-pci $(card near 52:54:00:00:00:01) $(card far 52:54:00:00:00:02) </dev/null
