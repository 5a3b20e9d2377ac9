#!/usr/bin/env bash
# What a platform holds, in one archive: Redis and the files of the services. Not in it: the key that wraps people's keys, passwords,
# certificates; who has an archive alone can read no name.
#
#   backup.sh save FOLDER --redis unix:PATH|HOST:PORT --password-file FILE [--ca FILE --certificate FILE --key FILE]
#                         --files FOLDER [--events FOLDER] [--wrapping-key FILE] [--keep N]
#       writes FOLDER/zwk-TIME.tar while everything runs, and leaves the N latest
#   backup.sh check ARCHIVE
#       whether it is whole
#   backup.sh unpack ARCHIVE --redis-data FOLDER --files FOLDER [--events FOLDER] [--wrapping-key FILE]
#       makes these folders of it while nothing runs; they are new or empty
#   backup.sh keep BEFORE FILES
#       takes over into FILES, unpacked and not started, what a restore must not set back: of the folder of files BEFORE it the audit log and the
#       list of erasures, so that who was erased since is erased again
#
# Redis first, then the files and the events that have left it (--archive-dir of the services): a file is there before anything names it, so each
# name has its file; an event that leaves Redis meanwhile is in it twice, never missing.
set -euo pipefail
umask 077

die() { echo "backup: $*" >&2; exit 1; }

declare -A given=([keep]=0)
take_options() { # ALLOWED... -- OPTIONS...
  local -a allowed=()
  while [ "$1" != -- ]; do allowed+=("$1"); shift; done
  shift
  while [ $# -gt 0 ]; do
    [[ " ${allowed[*]} " == *" ${1#--} "* ]] && [ $# -ge 2 ] || die "wrong argument '$1'"
    given[${1#--}]=$2
    shift 2
  done
}
need() { local name; for name in "$@"; do [ -n "${given[$name]:-}" ] || die "--$name is missing"; done; }

redis() {
  local -a words=(--no-auth-warning --user operator)
  case ${given[redis]} in
    unix:*) words+=(-s "${given[redis]#unix:}") ;;
    *) words+=(-h "${given[redis]%:*}" -p "${given[redis]##*:}") ;;
  esac
  [ -z "${given[ca]:-}" ] || words+=(--tls --cacert "${given[ca]}" --cert "${given[certificate]}" --key "${given[key]}")
  REDISCLI_AUTH=$(cat "${given[password-file]}") redis-cli "${words[@]}" "$@"
}

# Tells one wrapping key from another, and nothing else of it.
mark_of_key() { if [ -n "${given[wrapping-key]:-}" ]; then sha256sum <"${given[wrapping-key]}" | cut -c 1-16; fi; }

save() {
  local folder=$1 name work
  shift
  take_options redis password-file ca certificate key files events wrapping-key keep -- "$@"
  need redis password-file files
  [ -d "${given[files]}" ] || die "${given[files]} is no folder"
  [[ ${given[keep]} =~ ^[0-9]+$ ]] || die "--keep wants a number"
  mkdir -p "$folder"
  name=zwk-$(date -u +%Y%m%dT%H%M%SZ)
  [ ! -e "$folder/$name.tar" ] || die "$folder/$name.tar is there already"
  work=$(mktemp -d "$folder/.$name.XXXXXX")
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  redis --rdb "$work/redis.rdb" >"$work/said" 2>&1 || die "Redis gave no copy: $(cat "$work/said")"
  redis-check-rdb "$work/redis.rdb" >"$work/said" 2>&1 || die "the copy of Redis is damaged: $(tail -n 3 "$work/said")"
  pack "${given[files]}" "$work/files.tar"
  local -a parts=(redis.rdb files.tar)
  if [ -d "${given[events]:-}" ]; then
    pack "${given[events]}" "$work/events.tar"
    parts+=(events.tar)
  fi
  {
    echo "format 1"
    echo "made $name"
    echo "key $(mark_of_key)"
    (cd "$work" && sha256sum "${parts[@]}")
  } >"$work/manifest"
  tar -C "$work" -cf "$work/whole" manifest "${parts[@]}"
  sync "$work/whole"
  mv "$work/whole" "$folder/$name.tar"
  [ "${given[keep]}" -eq 0 ] || find "$folder" -maxdepth 1 -name 'zwk-????????T??????Z.tar' | sort -r | tail -n "+$((given[keep] + 1))" | xargs -r rm -f
  echo "$folder/$name.tar"
}

# Uploads on their way have no name yet; what vanishes meanwhile was deleted for a reason.
pack() { # FOLDER FILE
  tar -C "$1" --warning=no-file-removed --warning=no-file-changed --warning=no-file-ignored -cf "$2" . || [ $? -eq 1 ] || die "$1 could not be read"
}

# check ARCHIVE [FOLDER]: unpacks it into FOLDER, too.
check() {
  local archive=$1 folder=${2:-}
  [ -s "$archive" ] || die "$archive is no archive"
  if [ -z "$folder" ]; then
    folder=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$folder'" EXIT
  fi
  tar -C "$folder" -xf "$archive" manifest redis.rdb files.tar 2>/dev/null || die "$archive is not whole"
  ! tar -tf "$archive" | grep -qx events.tar || tar -C "$folder" -xf "$archive" events.tar
  grep -qx 'format 1' "$folder/manifest" || die "$archive is of a newer platform"
  grep -E '^[0-9a-f]{64}  (redis\.rdb|files\.tar|events\.tar)$' "$folder/manifest" | sort -u -k 2 >"$folder/sums" || true
  [ "$(sed 's/.*  //' "$folder/sums" | paste -sd ' ')" = "$(cd "$folder" && ls events.tar files.tar redis.rdb 2>/dev/null | paste -sd ' ')" ] && (cd "$folder" && sha256sum --check --quiet --strict sums) >&2 || die "$archive is damaged"
  redis-check-rdb "$folder/redis.rdb" >/dev/null || die "the copy of Redis in $archive is damaged"
}

is_empty() { [ ! -e "$1" ] || [ -z "$(ls -A "$1")" ]; }

unpack() {
  local archive=$1 work mark
  shift
  take_options redis-data files events wrapping-key -- "$@"
  need redis-data files
  is_empty "${given[redis-data]}" || die "${given[redis-data]} is not empty: move it aside first"
  is_empty "${given[files]}" || die "${given[files]} is not empty: move it aside first"
  [ -z "${given[events]:-}" ] || is_empty "${given[events]}" || die "${given[events]} is not empty: move it aside first"
  mkdir -p "${given[redis-data]}" "${given[files]}"
  work=$(mktemp -d "${given[redis-data]}/.restore.XXXXXX")
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  check "$archive" "$work"
  mark=$(sed -n 's/^key //p' "$work/manifest")
  [ -z "$mark" ] || [ -z "$(mark_of_key)" ] || [ "$mark" = "$(mark_of_key)" ] ||
    die "the wrapping key is another than that of the archive: names and texts of people could not be opened"
  if [ -e "$work/events.tar" ]; then
    [ -n "${given[events]:-}" ] || die "it has events that have left Redis: --events FOLDER, the --archive-dir of the services"
    mkdir -p "${given[events]}"
    tar -C "${given[events]}" -xf "$work/events.tar"
  fi
  tar -C "${given[files]}" -xf "$work/files.tar"
  # Redis begins with the copy as the base of its log.
  mkdir "$work/appendonlydir"
  mv "$work/redis.rdb" "$work/appendonlydir/appendonly.aof.1.base.rdb"
  # First of all the store forgets its epoch: what Kafka has of the time after the copy is not about this one.
  printf '*2\r\n$3\r\nDEL\r\n$11\r\n{zwk}:epoch\r\n' >"$work/appendonlydir/appendonly.aof.1.incr.aof"
  printf 'file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n' >"$work/appendonlydir/appendonly.aof.manifest"
  mv "$work/appendonlydir" "${given[redis-data]}/"
  sync -f "${given[redis-data]}" "${given[files]}"
  sed -n 's/^made /restored: /p' "$work/manifest"
}

keep() {
  local service
  for service in . $(cd "$1" && ls -d -- */ 2>/dev/null); do # of all services, or of one
    if [ -d "$1/$service/_audit" ]; then
      mkdir -p "$2/$service"
      rm -rf "$2/$service/_audit"
      cp -a "$1/$service/_audit" "$2/$service/_audit"
    fi
    if [ -s "$1/$service/_erasures" ]; then
      mkdir -p "$2/$service"
      cat "$1/$service/_erasures" >>"$2/$service/_erasures"
    fi
  done
  sync -f "$2"
}

case ${1:-} in
  save | unpack) [ $# -ge 2 ] || die "which?"; "$@" ;;
  keep) [ $# -eq 3 ] && [ -d "$2" ] && [ -d "$3" ] || die "of which folder, and where?"; keep "$2" "$3" ;;
  check) [ $# -eq 2 ] || die "which archive?"; check "$2" && echo "whole: $(tar -xOf "$2" manifest | sed -n 's/^made //p')" ;;
  *) sed -n '2,18p' "$0" >&2; exit 2 ;;
esac
