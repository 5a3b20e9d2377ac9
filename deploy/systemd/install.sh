#!/usr/bin/env bash
# The platform on this machine, from the release folder this script is in. As root; asks nothing.
#
#   install.sh [--host NAME]...     installs this version, or upgrades to it; hosts are those of before, or this machine's name
#   install.sh --use VERSION        an older or newer version that is here already
#   install.sh --list               versions that are here; * is the one in use
#
# /opt/zwk/VERSION programs, /opt/zwk/current the one in use, /etc/zwk settings and secrets, /var/lib/zwk data, /var/backups/zwk archives
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=${ZWK_INSTALL_ROOT:-} # another root, for images: nothing is installed from Debian, nobody is started
services=(forecasting participation catalog reporting)
ZWK_HOME=/nowhere # of a checkout; not looked at here
redis_anew= # other users or other settings: it has to start anew
# shellcheck source=/dev/null
for part in say platform secrets; do source "$here/lib/$part.sh"; done

main() {
  local version
  local -a hosts=()
  case ${1:-} in
    --list) list; return ;;
    --use)
      [ $# -eq 2 ] && [ -d "$root/opt/zwk/$2/bin" ] || fail "--use wants one of: $(list | tr -d '* ' | paste -sd ' ')"
      use "$2"
      return
      ;;
  esac
  while [ $# -gt 0 ]; do
    [ "$1" = --host ] && [[ ${2:-} =~ ^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$ ]] || fail_usage "wrong argument '$1 ${2:-}'; --host NAME"
    hosts+=("$2")
    shift 2
  done
  [ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "as root, please"
  version=$(cat "$here/VERSION")
  (cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) || fail "this release is damaged"
  [ -n "$root" ] || packages
  if [ "$here" != "$root/opt/zwk/$version" ]; then
    mkdir -p "$root/opt/zwk"
    rm -rf "$root/opt/zwk/.new"
    cp -a "$here" "$root/opt/zwk/.new"
    rm -rf "$root/opt/zwk/$version"
    mv "$root/opt/zwk/.new" "$root/opt/zwk/$version"
  fi
  settings ${hosts[@]+"${hosts[@]}"}
  use "$version"
}

list() {
  local version
  for version in "$root"/opt/zwk/[0-9]*; do
    if [ "$(readlink "$root/opt/zwk/current")" = "${version##*/}" ]; then echo -n '* '; else echo -n '  '; fi
    echo "${version##*/}"
  done
}

packages() {
  local -a missing=()
  local package
  while read -r package; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done <"$here/packages"
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing from Debian: ${missing[*]}"
  # Debian's own Redis is not ours: it is not started.
  ln -sfn /dev/null /etc/systemd/system/redis-server.service
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"; } >/dev/null || fail "apt-get"
}

# Passwords, keys, certificates and hosts: made once, and what is there stays.
settings() { # HOST...
  local etc=$root/etc/zwk part name users
  local -a names=()
  # shellcheck disable=SC2034
  local zwkctl=$here/bin/zwkctl
  [ -n "$root" ] || systemd-sysusers "$here/units/zwk.sysusers"
  users=$(cat "$etc/redis/users.acl" 2>/dev/null || true)
  make_secrets "$etc" "$(uname -n)" dns:localhost ip:127.0.0.1
  [ "$users" = "$(cat "$etc/redis/users.acl")" ] || redis_anew=1
  if [ $# -gt 0 ] || [ ! -s "$etc/edge.env" ]; then
    [ $# -gt 0 ] || set -- "$(hostname -f 2>/dev/null || uname -n)"
    printf 'ZWK_EDGE_LISTEN=0.0.0.0:443\nZWK_EDGE_HOSTS=%s\n' "$(printf -- '--host %s ' "$@")" >"$etc/edge.env"
  fi
  # Until the city has a certificate that browsers know: one of its own authority, for the same names.
  if [ ! -s "$etc/outside/tls.key" ]; then
    for name in $(sed -n 's/^ZWK_EDGE_HOSTS=//p' "$etc/edge.env" | sed 's/--host//g'); do names+=(--san "dns:$name"); done
    [ -s "$etc/tls/authority/outside.pem" ] || "$zwkctl" certificates issue outside --folder "$etc/tls/authority" "${names[@]}" >/dev/null
    (umask 077 && tls_files "$etc/tls/authority/outside.pem" "$etc/outside")
  fi
  [ -n "$root" ] || owners "$etc"
}

# Each reads its own, root alone writes.
owners() {
  local etc=$1 part
  chown -R root:zwk "$etc" && find "$etc" -type d -exec chmod 750 {} + && find "$etc" -type f -exec chmod 640 {} +
  chown -R root:root "$etc/tls/authority" "$etc/redis/operator" && chmod -R go= "$etc/tls/authority" "$etc/redis/operator"
  for part in "${services[@]}"; do chown -R "root:zwk-$part" "$etc/tls/$part" "$etc/redis/$part"; done
  chown root:zwk-redis "$etc/redis/users.acl"
  chown -R root:zwk-keys "$etc/keys" # of services alone: neither Redis nor the edge reads what the store is sealed with
  mkdir -p "$etc/login" && chmod 750 "$etc/login"
  chown -R root:zwk-edge "$etc/tls/edge" "$etc/outside" "$etc/login"
  rm -rf "$etc/tls/redis" # on one machine it is spoken with by a socket
}

# The version that is in use from now on. The one before stays where it is.
use() {
  local version=$1 before unit
  before=$(readlink "$root/opt/zwk/current" 2>/dev/null || true)
  [ "$before" != "$version" ] || before=
  ln -sfn "$version" "$root/opt/zwk/current.new"
  mv -T "$root/opt/zwk/current.new" "$root/opt/zwk/current"
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
  for unit in "$root/opt/zwk/$version"/units/*.{service,timer,target}; do
    ln -sfn "/opt/zwk/current/units/${unit##*/}" "$root/etc/systemd/system/${unit##*/}"
  done
  ln -sfn /etc/systemd/system/zwk.target "$root/etc/systemd/system/multi-user.target.wants/zwk.target"
  [ -z "$root" ] || return 0
  systemctl daemon-reload
  [ -z "$before" ] || cmp -s "/opt/zwk/$before/units/redis.conf" "/opt/zwk/$version/units/redis.conf" || redis_anew=1
  [ -z "$redis_anew" ] || systemctl try-restart zwk-redis
  systemctl start zwk-redis
  for unit in "${services[@]}"; do
    systemctl restart "zwk@$unit"
    wait_for "$(sed -n 's/^ZWK_METRICS_LISTEN=//p' "/opt/zwk/current/units/$unit.env")/metrics" $'zwk_ready 1\n' || fail "zwk@$unit is not ready: journalctl -u zwk@$unit${before:+; back with: $0 --use $before}"
    say "$unit $version is ready"
  done
  systemctl restart zwk-edge
  wait_for 127.0.0.1:7142/ready LIVE || fail "the edge is not ready: journalctl -u zwk-edge${before:+; back with: $0 --use $before}"
  systemctl start zwk.target
  say "version $version is in use${before:+ (before: $before)}; hosts:$(sed -n 's/^ZWK_EDGE_HOSTS=//p' /etc/zwk/edge.env | sed 's/--host//g')"
}

# Until PATH answers with TEXT in it, at most a minute.
wait_for() { # HOST:PORT/PATH TEXT
  local patience=$((SECONDS + 60))
  until python3 -c 'import sys, urllib.request; sys.exit(sys.argv[2] not in urllib.request.urlopen("http://" + sys.argv[1], timeout=5).read().decode())' "$@" 2>/dev/null; do
    [ $SECONDS -lt $patience ] || return 1
    sleep 0.2
  done
}

main "$@"
