# What the script tells its user: one line per step with the seconds since the start, failures in full.

say() { printf '[%4ds] %s\n' "$SECONDS" "$*"; }

fail() {
  printf '[%4ds] FAILED: %s\n' "$SECONDS" "$*" >&2
  exit 1
}

fail_usage() {
  printf 'zwk: %s\n' "$*" >&2
  exit 2
}

# Runs a long command, keeps its whole output in a log and shows only the lines that awk program $2 prints.
# Fails with the end of the log. (mawk, which Debian has, waits for full blocks unless told; other awks complain and go on.)
#   watched LOG 'AWK PROGRAM' COMMAND...
watched() {
  local log=$1 shown=$2
  shift 2
  mkdir -p "$(dirname "$log")"
  if ! "$@" 2>&1 | tee "$log" | awk -W interactive "$shown"$'\n{ fflush() }' 2>/dev/null; then
    tail -n 40 "$log" >&2
    fail "'$*' (whole output: $log)"
  fi
}
