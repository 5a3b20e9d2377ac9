# What an installation keeps secret, made once, as files: for `kubectl create secret --from-file` and for deploy/systemd.

# zwk_secrets FOLDER [NAME [NAMESPACE]]: what is there stays as it is.
#   redis/ users.acl and a password for each service and for operators     keys/ wrapping.key     access/ access.json, which lets nobody in
#   tls/<part>/ tls.crt tls.key ca.crt, called NAME-<part> in NAMESPACE; tls/authority/ signs them and belongs on no machine that serves
zwk_secrets() {
  [ $# -ge 1 ] || fail_usage "./zwk secrets FOLDER [NAME [NAMESPACE]]"
  local folder=$1 name=${2:-zwk} namespace=${3:-zwk} part
  local zwkctl=${ZWKCTL:-$ZWK_ROOT/build/$ZWK_PRESET/bin/zwkctl}
  [ -x "$zwkctl" ] || build_preset "$ZWK_PRESET" zwkctl
  (
    umask 077
    mkdir -p "$folder/keys" "$folder/access" "$folder/tls"
    state=$(mktemp -d) # where redis_users looks for its folder
    mkdir -p "$state/keys" "$folder/redis"
    ln -s "$(cd "$folder/redis" && pwd)" "$state/keys/redis"
    redis_users
    rm -r "$state"
    [ -s "$folder/keys/wrapping.key" ] || od -An -tx1 -v -N32 /dev/urandom | tr -d ' \n' >"$folder/keys/wrapping.key"
    [ -s "$folder/access/access.json" ] || echo '{"partners": []}' >"$folder/access/access.json"
    [ -s "$folder/tls/authority/ca.key" ] || "$zwkctl" certificates init --folder "$folder/tls/authority" --city "$name" >/dev/null
    for part in "${services[@]}" edge redis; do
      [ -s "$folder/tls/$part/tls.key" ] && continue
      [ -s "$folder/tls/authority/$part.pem" ] ||
        "$zwkctl" certificates issue "$part" --folder "$folder/tls/authority" --san "dns:$name-$part" --san "dns:$name-$part.$namespace.svc" \
          --san "dns:$name-$part.$namespace.svc.cluster.local" >/dev/null
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
