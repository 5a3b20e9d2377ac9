#!/usr/bin/env bash
# restore.sh ARCHIVE: the platform of this machine from an archive. What was there is moved aside; a damaged archive, or one of another wrapping key,
# changes nothing.
set -euo pipefail
lib=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
[ $# -eq 1 ] && [ -s "$1" ] || { echo "restore.sh ARCHIVE" >&2; exit 2; }
data=/var/lib/zwk aside=/var/lib/zwk.before-$(date -u +%Y%m%dT%H%M%SZ)
"$lib/backup.sh" check "$1"
new=$(mktemp -d /var/lib/.zwk-restore.XXXXXX)
trap 'rm -rf "$new"' EXIT
"$lib/backup.sh" unpack "$1" --redis-data "$new/redis" --files "$new/files" --wrapping-key /etc/zwk/keys/wrapping.key
systemctl stop zwk.target zwk-edge 'zwk@*' zwk-redis
mkdir -m 700 "$aside"
for part in redis files; do
  [ ! -e "$data/$part" ] || mv "$data/$part" "$aside/"
done
[ ! -d "$aside/files" ] || "$lib/backup.sh" keep "$aside/files" "$new/files"
mkdir -p "$data"
mv "$new/redis" "$new/files" "$data/"
chown -R zwk-redis:zwk "$data/redis"
for folder in "$data"/files/*/; do
  name=$(basename "$folder")
  chown -R "zwk-$name:zwk-$name" "$folder"
done
chmod 755 "$data" "$data/files"
"$lib/../install.sh" --use "$(readlink /opt/zwk/current)"
echo "what was there is in $aside"
