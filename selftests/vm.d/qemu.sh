# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Start a kernel under QEMU, without KVM: nested virtualisation is rarely there,
# and where /dev/kvm exists it need not work. What makes it boot in seconds all
# the same: the uncompressed kernel entered through PVH (no decompression under
# emulation), no firmware to speak of, no udev, no systemd, 9p instead of an image.
# Sourced by selftests/vm; uses its variables.
# shellcheck disable=SC2154

# kernel_unpack BZIMAGE: write the ELF kernel in it to stdout. The boot protocol
# (Documentation/x86/boot.rst) says where the payload is; it is compressed and
# ends in four bytes of length that are no part of the compressed stream.
kernel_unpack() {
	local image=$1 sectors offset length
	sectors=$(od -An -tu1 -j $((0x1f1)) -N1 "$image")
	offset=$(od -An -tu4 -j $((0x248)) -N4 "$image")
	length=$(od -An -tu4 -j $((0x24c)) -N4 "$image")
	offset=$(((sectors + 1) * 512 + offset))
	payload() {
		dd if="$image" bs=64K iflag=skip_bytes,count_bytes skip=$offset count="$1" status=none
	}
	length=$((length - 4))
	case $(payload 4 | od -An -tx1 | tr -d ' ') in
	fd377a58) payload $length | xz -dc --single-stream ;;
	28b52ffd) payload $length | zstd -dcq ;;
	1f8b*) payload $length | gzip -dc ;;
	02214c18) payload $length | lz4 -dcq ;;
	*) says "$image: payload of no known compression"; return 1 ;;
	esac
}

# copy_module FILE TARGET, which may be compressed
copy_module() {
	case $1 in
	*.xz) xz -dc "$1" >"$2" ;;
	*.zst) zstd -dcq "$1" >"$2" ;;
	*) cp "$1" "$2" ;;
	esac
}

# The modules that mount the root file system, in loading order.
boot_modules() {
	local name
	for name in virtio_pci 9p 9pnet_virtio overlay; do
		modprobe -S "$krel" --show-depends "$name" | awk '$1 == "insmod" { print $2 }'
	done | awk '!seen[$0]++'
}

# initrd_build DIR: into DIR/initrd
initrd_build() {
	local root=$1/root number=0 file name
	rm -rf "$root"
	mkdir -p "$root"/{bin,m,proc,sys,dev,ro,rw,new}
	cp "$(command -v busybox)" "$root/bin/busybox"
	ln -s busybox "$root/bin/sh"
	install -m 755 "$VMD/initramfs" "$root/init"
	if [[ $variant == debian ]]; then
		for file in $(boot_modules); do
			name=${file##*/}
			printf -v name '%02d-%s.ko' $((++number)) "${name%%.ko*}"
			copy_module "$file" "$root/m/$name"
		done
	fi
	(cd "$root" && find . | cpio -o -H newc --quiet) >"$1/initrd"
	rm -rf "$root"
}

# qemu_prepare: kernel and initrd of $krel, made once; sets boot_dir
qemu_prepare() {
	local key image
	boot_dir=$CACHE/vm/$variant-$krel
	image=/boot/vmlinuz-$krel
	[[ $variant == debian ]] || image=$(kernel_image "$variant")
	[[ -r $image ]] || die "no kernel image $image: install linux-image-$krel" 125
	key=$({ stat -c '%s %Y' "$image"; cat "$VMD/initramfs" "$VMD/qemu.sh"; } | sha256sum)
	[[ $(cat "$boot_dir/key" 2>/dev/null) != "$key" ]] || return 0
	rm -rf "$boot_dir"
	mkdir -p "$boot_dir"
	if [[ $variant == debian ]]; then
		[[ -s /lib/modules/$krel/modules.dep ]] || depmod "$krel"
		kernel_unpack "$image" >"$boot_dir/kernel"
	else
		# entered through PVH this one does not boot: it goes the long way
		cp "$image" "$boot_dir/kernel"
	fi
	initrd_build "$boot_dir"
	echo "$key" >"$boot_dir/key"
}

# First program on the new root: the share to leave files in, modules of the
# debug kernel, then the guest script with its output on the second serial line.
# The first one is the kernel's alone, so that neither garbles the other.
qemu_start_script() {
	cat <<-S
		mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,rw,cache=mmap sipfp-out ${OUT@Q}
		${1:+mount --bind ${1@Q} /lib/modules}
		export HOME=/root
		stty -F /dev/ttyS1 raw -echo
		/bin/bash ${VMD@Q}/guest /run/sipfp </dev/null >/dev/ttyS1 2>&1
		sync
		stty -F /dev/ttyS1 raw     # returns when all is sent
		# isa-debug-exit: QEMU ends at once
		printf '\\\\1' | dd of=/dev/port bs=1 seek=244 status=none
	S
}

qemu_start() {
	local boot_dir modules='' args
	"$TREE/scripts/deps" vm
	qemu_prepare
	[[ $variant == debian ]] || modules=$(kernel_modules "$variant")
	qemu_start_script "$modules" >"$run/start"
	# shellcheck disable=SC2054 # the commas are QEMU's
	args=(
		-M q35,hpet=off -accel tcg,thread=multi -cpu "${SIPFP_QEMU_CPU:-qemu64,+rdrand}"
		-smp "$smp" -m "$mem"
		-nodefaults -no-user-config -display none -no-reboot
		-serial "file:$run/console" -serial stdio
		-kernel "$boot_dir/kernel" -initrd "$boot_dir/initrd"
		-append "console=ttyS0 quiet log_buf_len=4M panic=-1 oops=panic nokaslr mitigations=off no_timer_check tsc=reliable audit=0 apparmor=0 cryptomgr.notests pci=lastbus=0 random.trust_cpu=on rcupdate.rcu_cpu_stall_timeout=60 $append"
		-device isa-debug-exit,iobase=0xf4,iosize=1
	)
	share() {
		args+=(-fsdev "local,id=$1,path=$2,security_model=none$3"
			-device "virtio-9p-pci,fsdev=$1,mount_tag=sipfp-$1")
	}
	share root / ,readonly=on,multidevs=remap
	share run "$run" ""
	share out "$OUT" ""
	# shellcheck disable=SC2206 # words on purpose: for plugins and the like
	args+=(${SIPFP_QEMU_ARGS:-})
	vm_start "$hard_limit" qemu-system-x86_64 "${args[@]}"
}
