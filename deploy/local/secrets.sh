# What an installation keeps secret, made once, as files: for `kubectl create secret --from-file` and for deploy/systemd.

# zwk_secrets FOLDER [NAME [NAMESPACE]]: what is there stays as it is.
#   redis/ users.acl and a password for each service and for operators     keys/ wrapping.key     access/ access.json, which lets nobody in
#   tls/<part>/ tls.crt tls.key ca.crt, called NAME-<part> in NAMESPACE; tls/authority/ signs them and belongs on no machine that serves
zwk_secrets() {
  [ $# -ge 1 ] || fail_usage "./zwk secrets FOLDER [NAME [NAMESPACE]]"
  local name=${2:-zwk} namespace=${3:-zwk}
  local zwkctl=${ZWKCTL:-$ZWK_ROOT/build/$ZWK_PRESET/bin/zwkctl}
  [ -x "$zwkctl" ] || build_preset "$ZWK_PRESET" zwkctl
  make_secrets "$1" "$name" "dns:$name-%" "dns:$name-%.$namespace.svc" "dns:$name-%.$namespace.svc.cluster.local"
}

# make_secrets FOLDER CITY SAN...: how each part is called, with % for its name. Takes `zwkctl` and `services` from whoever calls it.
make_secrets() {
  local folder=$1 city=$2 part name
  local -a names
  shift 2
  (
    umask 077
    mkdir -p "$folder/keys" "$folder/access" "$folder/tls" "$folder/redis"
    state=$(mktemp -d) # where redis_users looks for its folder
    mkdir -p "$state/keys"
    ln -s "$(cd "$folder/redis" && pwd)" "$state/keys/redis"
    redis_users
    rm -r "$state"
    [ -s "$folder/keys/wrapping.key" ] || od -An -tx1 -v -N32 /dev/urandom | tr -d ' \n' >"$folder/keys/wrapping.key"
    [ -s "$folder/access/access.json" ] || echo '{"partners": []}' >"$folder/access/access.json"
    [ -s "$folder/tls/authority/ca.pem" ] || "$zwkctl" certificates init --folder "$folder/tls/authority" --city "$city" >/dev/null
    for part in "${services[@]}" edge redis; do
      [ -s "$folder/tls/$part/tls.key" ] && continue
      names=()
      for name in "$@"; do names+=(--san "${name//%/$part}"); done
      [ -s "$folder/tls/authority/$part.pem" ] ||
        "$zwkctl" certificates issue "$part" --folder "$folder/tls/authority" ${names[@]+"${names[@]}"} >/dev/null
      tls_files "$folder/tls/authority/$part.pem" "$folder/tls/$part"
      cp "$folder/tls/authority/ca.pem" "$folder/tls/$part/ca.crt"
    done
  ) || fail "the secrets in $folder"
}

# tls_files PEM FOLDER: key and certificates of one file as two.
tls_files() {
  mkdir -p "$2"
  awk '/-----BEGIN .*PRIVATE KEY/, /-----END .*PRIVATE KEY/' "$1" >"$2/tls.key"
  awk '/-----BEGIN CERTIFICATE/, /-----END CERTIFICATE/' "$1" >"$2/tls.crt"
}
