# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Start User Mode Linux: the kernel is a process, the root file system is hostfs.
# Sourced by selftests/vm; uses its variables.
# shellcheck disable=SC2154

# The first process. An overlay keeps the guest from writing to the host; the two
# directories shared with it are mounted over that at their own paths.
uml_init() {
	cat <<-S
		#!/bin/bash
		export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
		mount -t proc proc /proc
		mount -t tmpfs tmpfs /mnt
		mkdir /mnt/{upper,work,new}
		mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/new
		cd /mnt/new
		mount --move /proc proc
		mount -t sysfs sysfs sys
		mount -t devtmpfs dev dev
		mkdir -p dev/pts dev/shm
		mount -t devpts devpts dev/pts
		mount -t tmpfs tmpfs dev/shm
		mount -t tmpfs tmpfs run
		mkdir run/netns run/sipfp
		mount -t hostfs -o ${run@Q} hostfs run/sipfp
		mount -t hostfs -o ${OUT@Q} hostfs .${OUT@Q}
		mkdir -p lib/modules
		mount --bind $(kernel_modules uml | sed 's/^/./') lib/modules
		# over the old root, not just beside it: who was merely chrooted may make
		# no user namespace
		mount --move . /
		exec chroot . /bin/bash /run/sipfp/start
	S
}

# Output goes to the second console, the kernel's own messages to the first.
uml_start_script() {
	cat <<-S
		stty -F /dev/tty1 raw -echo
		/bin/bash ${VMD@Q}/guest /run/sipfp </dev/null >/dev/tty1 2>&1
		sync
		stty -F /dev/tty1 raw     # returns when all is sent
		poweroff -f
	S
}

# The guest's memory is a file, on /dev/shm unless TMPDIR says otherwise. Where that
# is small, as in a container, the guest would die when it has filled it.
uml_memory_dir() {
	local room
	room=$(df --output=avail -B1 /dev/shm 2>/dev/null | tail -1)
	[[ ${room:-0} -gt $(numfmt --from=iec "$mem") ]] || export TMPDIR=$CACHE
}

uml_start() {
	[[ $smp == 2 || $smp == 1 ]] || says "UML has one processor; --smp is ignored"
	uml_init >"$run/init"
	chmod +x "$run/init"
	uml_start_script >"$run/start"
	uml_memory_dir
	: >"$run/console"
	ulimit -c 0 # a panic ends in abort(), and its core would be that of the whole guest
	# Through cat: UML makes its descriptors non-blocking, and they are shared
	# with whoever called us, who would not expect that of his stdout.
	exec 7> >(exec cat)
	# shellcheck disable=SC2086 # $append: words on purpose
	vm_start "$hard_limit" "$(kernel_image uml)" mem="$mem" uml_dir="$run/" umid=uml \
		root=/dev/root rootfstype=hostfs rootflags=/ ro quiet log_buf_len=4M panic=-1 \
		con=null con0=null,fd:3 con1=null,fd:1 init="$run/init" $append \
		>&7 3>>"$run/console" 2>"$run/stderr"
	exec 7>&-
}
