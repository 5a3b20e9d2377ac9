# Images of the platform, without a container engine: compiled in a Debian that is made for it, written as files (deploy/images/README.md).

# shellcheck source=/dev/null
source "$ZWK_ROOT/deploy/images/root.sh"
packages_images=(mmdebstrap umoci skopeo binutils)

# zwk_images [FOLDER]: FOLDER/oci, one OCI layout with an image for each part, and what stands in each beside it.
zwk_images() {
  local folder=${1:-$ZWK_HOME/images} version epoch
  [ "$(id -u)" = 0 ] || fail "images need root here: a Debian of its own is made and compiled in"
  install_for build images
  install_python deploy/images/requirements.txt
  build_root
  compile_in_root
  mkdir -p "$folder" "$ZWK_HOME/run"
  folder=$(cd "$folder" && pwd)
  edge_descriptors "$image_work/edge.binpb"
  version=$(version_of_tree)
  epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
  say "writing images"
  "$venv/bin/python" -B deploy/images/make.py --root "$image_work/root" --programs "$image_work/root/usr/src/build/bin" \
    --envoy "$(echo "$venv"/lib/python3*/site-packages/envoy/_bin/envoy)" --descriptors "$image_work/edge.binpb" \
    --version "$version" --epoch "$epoch" "$folder" || fail "deploy/images/make.py"
  say "images: $folder/oci ($(du -sh "$folder/oci" | cut -f 1)), bills of materials beside it"
}

compile_in_root() {
  local log=$ZWK_HOME/log/image-build.log
  if [ ! -e "$image_work/root/usr/src/build/build.ninja" ]; then
    say "configuring the build in Debian $image_release"
    watched "$ZWK_HOME/log/image-configure.log" '/^CMake Error/' in_root cmake -S /usr/src/zwk -B /usr/src/build -G Ninja \
      -DCMAKE_BUILD_TYPE=Release -DZWK_TESTS=OFF -DZWK_FIRST_BUILD=ON -DZWK_TOOLS=/usr/src/tools
  fi
  say "building in Debian $image_release: ${services[*]} zwkctl"
  NINJA_STATUS='[%f/%t %es] ' watched "$log" '/^\[[0-9]+\// { n++; if (n % 30 == 1) print "         " $0 } /error:|FAILED/' \
    in_root ninja -C /usr/src/build "${services[@]}" zwkctl
}
