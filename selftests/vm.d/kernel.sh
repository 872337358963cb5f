# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The debug kernels: User Mode Linux (uml) and x86 (debug). Built from Debian's
# linux-source-6.1 at the first use, then kept in the cache:
#   $CACHE/linux-source-6.1/        the unpacked source, shared by both
#   $CACHE/uml/  $CACHE/debug/      one build directory each (make O=)
# A build directory is up to date when its .sipfp-key names the same source and
# the same configuration fragments. When only the fragments differ, the kernel is
# built again in place, which is much quicker than from nothing.
# Sourced by selftests/vm, which sets TREE, VMD, CACHE and says().

SOURCE_PACKAGE=linux-source-6.1
SOURCE=$CACHE/$SOURCE_PACKAGE

kernel_arch() { [[ $1 == uml ]] && echo um || echo x86_64; }

kernel_image() {
	if [[ $1 == uml ]]; then echo "$CACHE/uml/linux"; else echo "$CACHE/debug/arch/x86/boot/bzImage"; fi
}

kernel_release() { cat "$CACHE/$1/include/config/kernel.release"; }

# Where modprobe of the guest finds what is built in: it then succeeds quietly
# for it, as it does on a kernel where that is a module.
kernel_modules() { echo "$CACHE/$1/sipfp-root/lib/modules"; }

source_version() { dpkg-query -W -f '${Version}' "$SOURCE_PACKAGE"; }

# What the source is made of: Debian's package and our patches.
source_stamp() {
	source_version
	cat "$VMD"/*.patch | sha256sum
}

kernel_key() {
	source_stamp
	cat "$VMD/common.config" "$VMD/$1.config" | sha256sum
}

source_unpack() {
	local stamp tarball patch
	stamp=$(source_stamp)
	[[ $(cat "$SOURCE/.sipfp-stamp" 2>/dev/null) != "$stamp" ]] || return 0
	tarball=/usr/src/$SOURCE_PACKAGE.tar.xz
	says "unpacking $tarball ($(source_version)), about half a minute"
	# Files of another source version would have old dates, so that make took
	# stale objects for fresh ones: both builds start anew.
	rm -rf "$SOURCE" "$CACHE/uml" "$CACHE/debug"
	tar -C "$CACHE" -xf "$tarball"
	for patch in "$VMD"/*.patch; do
		patch -s -d "$SOURCE" -p1 <"$patch"
	done
	echo "$stamp" >"$SOURCE/.sipfp-stamp"
}

kernel_configure() {
	local variant=$1 out=$CACHE/$1 arch fragments option
	arch=$(kernel_arch "$variant")
	fragments=("$VMD/common.config" "$VMD/$variant.config")
	{
		make -s -C "$SOURCE" ARCH="$arch" O="$out" allnoconfig
		(cd "$SOURCE" && scripts/kconfig/merge_config.sh -m -O "$out" "$out/.config" "${fragments[@]}")
		make -s -C "$SOURCE" ARCH="$arch" O="$out" olddefconfig
	} >"$out/config.log" 2>&1
	# Kconfig drops silently what misses a dependency; a debug kernel without
	# its debuggers would find nothing and say that all is well.
	while read -r option; do
		grep -qx "$option" "$out/.config" && continue
		says "the $variant kernel does not take $option; correct selftests/vm.d/*.config"
		return 1
	done < <(grep -hoE '^CONFIG_[A-Z0-9_]+=y' "${fragments[@]}")
}

# One line for every so many objects, so that a log shows that it still runs.
kernel_progress() {
	awk -v name="$1" '
		/^ +CC / && ++n % 200 == 0 {
			printf "vm: %s kernel: %d objects, at %s\n", name, n, $NF; fflush()
		}'
}

kernel_compile() {
	local variant=$1 out=$CACHE/$1 arch targets log
	arch=$(kernel_arch "$variant")
	log=$out/build.log
	targets=(linux modules)
	[[ $variant == uml ]] || targets=(bzImage modules)
	if ! nice make -C "$SOURCE" ARCH="$arch" O="$out" -j"$(nproc)" "${targets[@]}" 2>&1 |
		tee "$log" | kernel_progress "$variant" >&2; then
		tail -20 "$log" >&2
		says "building the $variant kernel failed; the whole log is $log"
		return 1
	fi
	rm -rf "$out/sipfp-root"
	# There are no modules to install, but the lists of what is built in.
	make -s -C "$SOURCE" ARCH="$arch" O="$out" INSTALL_MOD_PATH="$out/sipfp-root" \
		modules_install >>"$log" 2>&1 || { says "modules_install failed; see $log"; return 1; }
}

# kernel_ensure VARIANT: build it unless it is up to date.
kernel_ensure() {
	local variant=$1 key began=$SECONDS
	"$TREE/scripts/deps" kernels
	key=$(kernel_key "$variant")
	[[ $(cat "$CACHE/$variant/.sipfp-key" 2>/dev/null) != "$key" ]] || return 0
	exec 8>"$CACHE/build.lock"
	flock -n 8 || { says "waiting for another kernel build"; flock 8; }
	if [[ $(cat "$CACHE/$variant/.sipfp-key" 2>/dev/null) != "$key" ]]; then
		source_unpack
		says "building the $variant kernel in $CACHE/$variant (minutes, once)"
		mkdir -p "$CACHE/$variant"
		rm -f "$CACHE/$variant/.sipfp-key"
		kernel_configure "$variant" || exit 125
		kernel_compile "$variant" || exit 125
		echo "$key" >"$CACHE/$variant/.sipfp-key"
		says "the $variant kernel is ready after $((SECONDS - began)) s"
	fi
	exec 8>&-
}
