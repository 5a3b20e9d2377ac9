# A copy of what `./zwk up` keeps, and a platform of a copy.

# zwk_backup [FOLDER]: while it runs.
zwk_backup() {
  runs redis || fail "the platform does not run: './zwk up' starts it"
  deploy/backup/backup.sh save "${1:-$ZWK_HOME/backups}" --redis "unix:$(cat "$run/redis.socket")" --password-file "$state/keys/redis/operator" \
    --files "$state/blobs" --events "$state/archive" --wrapping-key "$state/keys/wrapping.key"
}

# zwk_restore ARCHIVE: the state there is moved aside, Kafka's log too; keys and passwords stay.
zwk_restore() {
  [ $# -eq 1 ] && [ -s "$1" ] || fail_usage "./zwk restore ARCHIVE"
  local name aside
  aside=$ZWK_HOME/state.before-$(date -u +%Y%m%dT%H%M%SZ)
  for name in "${processes[@]}"; do ! runs "$name" || fail "it runs: './zwk down' first"; done
  deploy/backup/backup.sh check "$1" || fail "$1"
  (umask 077 && mkdir -p "$aside")
  for name in redis blobs archive kafka; do [ ! -e "$state/$name" ] || mv "$state/$name" "$aside/"; done
  deploy/backup/backup.sh unpack "$1" --redis-data "$state/redis" --files "$state/blobs" --events "$state/archive" \
    --wrapping-key "$state/keys/wrapping.key" || {
    rm -rf "$state/redis" "$state/blobs" "$state/archive"
    mv "$aside"/* "$state/"
    fail "nothing was restored, everything is as before"
  }
  [ ! -d "$aside/blobs" ] || deploy/backup/backup.sh keep "$aside/blobs" "$state/blobs"
  say "what was there is in $aside"
}
