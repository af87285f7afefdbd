#!/bin/busybox sh
# The first process of the machine of scripts/asahi.mjs: mounts what is shared with it, runs the test, switches off.
export PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
for module in $(cat /modules/order); do insmod "/modules/$module" || echo "asahi: no $module"; done
ip link set lo up
ip link set eth0 up
ip addr add 10.0.2.15/24 dev eth0
ip route add default via 10.0.2.2
options=trans=virtio,version=9p2000.L,msize=262144,cache=loose,ro
mount -t 9p -o "$options" debian /debian
mount -t 9p -o "$options" package /package
cd /package
HOME=/tmp PREBUILDS_ONLY=1 ./node guest.mjs
echo "asahi: ended with $?"
sync
poweroff -f
