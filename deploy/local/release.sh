# A release of the platform: what is handed on, with checksums of all of it.

# zwk_release [--machine] [--sign KEY] [FOLDER]: FOLDER has
#   zwk-VERSION/       installs itself on one machine (deploy/systemd); --machine: this alone
#   images/            an OCI layout, bills of materials, what is known of weaknesses (deploy/images)
#   zwk-VERSION.tgz    the chart
#   partners/          the Python client and the reference
#   SHA256SUMS         of every file; SHA256SUMS.asc is signed by KEY of this user's GnuPG
zwk_release() {
  local machine=no key='' folder
  while [ $# -gt 0 ]; do
    case $1 in
      --machine) machine=yes; shift ;;
      --sign)
        [ $# -ge 2 ] || fail_usage "--sign wants a key"
        key=$2
        gpg --batch --list-secret-keys "$key" >/dev/null 2>&1 || fail_usage "GnuPG has no secret key '$key'"
        shift 2
        ;;
      -*) fail_usage "unknown argument '$1'" ;;
      *) break ;;
    esac
  done
  folder=${1:-$ZWK_HOME/release}
  mkdir -p "$folder"
  release_of_machine "$folder"
  [ "$machine" = no ] || return 0
  (zwk_images "$folder/images") || exit 1
  zwk_chart # .zwk/chart/zwk-VERSION.tgz
  cp "$ZWK_HOME/chart/zwk-$(version_of_tree).tgz" "$folder/"
  zwk_package "$folder/partners"
  rm -f "$folder/SHA256SUMS.asc"
  (cd "$folder" && find . -type f ! -path './SHA256SUMS*' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
  [ -z "$key" ] || gpg --batch --local-user "$key" --armor --output "$folder/SHA256SUMS.asc" --detach-sign "$folder/SHA256SUMS" || fail "signing with $key"
  say "all of it: $folder"
}

version_of_tree() { sed -n 's/^project(zwk VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt; }

# From the build that ZWK_PRESET names, or from programs that are there (ZWK_BINARIES).
release_of_machine() { # FOLDER
  local folder=$1 binaries=${ZWK_BINARIES:-build/$ZWK_PRESET/bin} version to binary
  if [ -z "${ZWK_BINARIES:-}" ]; then
    install_for build run
    build_preset "$ZWK_PRESET" "${services[@]}" zwkctl
  fi
  install_openapi # the edge of a release says what it answers
  build_room
  version=$(version_of_tree)
  to=$folder/zwk-$version
  rm -rf "$to"
  mkdir -p "$to/bin" "$to/lib" "$to/edge" "$to/docs"
  for binary in "${services[@]}" zwkctl; do strip -o "$to/bin/$binary" "$binaries/$binary"; done
  bring_libraries "$binaries" "$to"
  cp "$venv"/lib/python3*/site-packages/envoy/_bin/envoy "$to/bin/"
  cp deploy/edge/*.py deploy/edge/*.in "$to/edge/"
  cp -r "$room" "$to/edge/room"
  edge_descriptors "$to/edge/edge.binpb"
  edge_openapi "$to/edge/openapi.json"
  echo "ZWK_RPC_SERVICES=$(rpc_services)" >"$to/edge/edge.env"
  cp deploy/local/{say,platform,secrets}.sh deploy/backup/backup.sh deploy/systemd/{restore,certificates}.sh "$to/lib/"
  cp deploy/systemd/install.sh "$to/"
  cp -r deploy/systemd/units deploy/prometheus deploy/grafana "$to/"
  cp -r docs/operations/. "$to/docs/"
  cp LICENSE CHANGELOG.md "$to/"
  echo "$version" >"$to/VERSION"
  { echo python3; echo redis-server; echo redis-tools; echo openssl; packages_of "$to"/bin/*; } | sort -u >"$to/packages"
  chmod -R u=rwX,go=rX "$to"
  (cd "$to" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
  say "the release: $to (as root: $to/install.sh)"
}

# What Debian does not have in a version that will do came from a wheel (docs/adr/0028): it goes along, programs look for it in ../lib.
bring_libraries() { # FROM RELEASE
  local library
  for library in $(ldd "$1"/* 2>/dev/null | awk '$3 ~ /^\// && $3 !~ /^\/(usr\/)?lib/ { print $3 }' | sort -u); do cp -L "$library" "$2/lib/"; done
}

# Debian's packages that hold the libraries these programs load. By their names alone: whether /lib or /usr/lib is in the path differs.
packages_of() {
  ldd "$@" 2>/dev/null | awk '$3 ~ /^\// { print $3 }' | sort -u | xargs readlink -f | sed 's|.*/|*/|' | { xargs dpkg-query -S 2>/dev/null || true; } |
    sed 's/:.*//' | sort -u
}
