# A Debian of the release that images are made of, in .zwk/image: a root to compile in and, from the same archive, what goes into images.

image_release=trixie # Debian 13: librdkafka and hiredis as the platform wants them (docs/adr/0047)
image_work=$ZWK_ROOT/.zwk/image

# This machine's own sources, with the release's name in the place of its own: writes files into FOLDER.
sources_of_release() { # FOLDER
  local own file
  # shellcheck disable=SC1091
  own=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mkdir -p "$1"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    # What is not Debian's has no such release.
    if [ -e "$file" ] && grep -q "\b$own\b" "$file"; then sed "s/\b$own\b/$image_release/g" "$file" >"$1/${file##*/}"; fi
  done
}

# bootstrap TARGET OPTION...: mmdebstrap from those sources.
bootstrap() {
  local target=$1 sources
  shift
  sources=$(mktemp -d)
  sources_of_release "$sources"
  watched "$ZWK_HOME/log/image-${target##*/}.log" '/^E:/' mmdebstrap "$@" "$image_release" "$target" "$sources"/*
  rm -r "$sources"
}

# The root to compile in; made anew when it should hold something else.
build_root() {
  local wanted root=$image_work/root
  local -a packages=("${packages_build[@]}" ccache dpkg-dev valkey-server valkey-tools tzdata)
  wanted=$(echo "$image_release ${packages[*]}" | sha256sum)
  [ "$(cat "$image_work/root.made" 2>/dev/null)" = "$wanted" ] && return 0
  say "making a root of Debian $image_release to compile in"
  rm -rf --one-file-system "$root" "$image_work/root.made"
  mkdir -p "$image_work"
  bootstrap "$root" --variant=apt --include="$(IFS=,; echo "${packages[*]}")"
  mkdir -p "$root/usr/src/zwk" "$root/usr/src/tools" "$root/usr/src/build"
  echo "$wanted" >"$image_work/root.made"
}

# in_root COMMAND...: in that root, with the tree at /usr/src/zwk, what PyPI gave at /usr/src/tools, and nothing of this machine's network.
# The paths are the same wherever the tree is: what is compiled is, too.
in_root() {
  unshare --mount --pid --net --fork --kill-child bash -c '
    set -e
    root=$1 tree=$2 tools=$3
    shift 3
    mount --bind "$tree" "$root/usr/src/zwk"
    mount --bind "$tools" "$root/usr/src/tools"
    mount -o remount,bind,ro "$root/usr/src/zwk"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/tmp"
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin LANG=C.UTF-8 HOME=/root CCACHE_DIR=/var/cache/ccache "$@"' \
    _ "$image_work/root" "$ZWK_ROOT" "$(readlink -f "$ZWK_ROOT/.zwk/tools")" "$@"
}
