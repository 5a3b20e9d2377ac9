#!/usr/bin/env bash
# style.sh format            every C++ file is as clang-format wants it
# style.sh tidy BUILD        the short list of .clang-tidy finds nothing where something is decided, and in zwkctl
# style.sh coroutines        no co_await in the condition of an if or while (docs/adr/0006)
# style.sh names             nobody of the recorded meeting is named in the tree (needs the case's own list)
set -euo pipefail
cd "$(dirname "$0")/../.."

case $1 in
  format)
    git ls-files 'services/*.h' 'services/*.cc' 'tests/*.h' 'tests/*.cc' | xargs clang-format-19 --dry-run --Werror
    ;;
  tidy)
    # Of the platform base alone; what speaks to the outside, or puts a service together, parses long and decides nothing.
    files=$(git ls-files 'services/*/*/*.cc' 'services/zwkctl/*.cc' | grep -E '^services/([^p]|participation|platform/base)' |
      grep -vE '_(test|api|store|view|consumer|client|codec)\.cc$')
    [ "$(wc -l <<<"$files")" -gt 100 ] || { echo "the files to look at are not where this test looks for them"; exit 1; }
    # Also where files are compiled together (ZWK_FIRST_BUILD) each is read by itself, beside the code that is generated already.
    commands=$2
    if grep -q '^ZWK_FIRST_BUILD:BOOL=ON' "$2/CMakeCache.txt"; then
      commands=$2/one-by-one
      cmake --preset "$(basename "$2")" -B "$commands" -DZWK_FIRST_BUILD=OFF -DZWK_TESTS=OFF >"$2/tidy.log" 2>&1 || { cat "$2/tidy.log" >&2; exit 1; }
      sed -i "s|$commands/gen|$2/gen|g" "$commands/compile_commands.json"
    fi
    # g++'s own warning flags mean nothing to clang, and its sanitizer's headers are not there.
    xargs -P "$(nproc)" -n 4 clang-tidy-19 -p "$commands" --quiet --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-deprecated-declarations --extra-arg=-fno-sanitize=all <<<"$files" 2>"$2/tidy.log" ||
      { cat "$2/tidy.log" >&2; exit 1; }
    ;;
  coroutines)
    found=$(git grep -nE '(if|while) \((\(|!|[^;()]* = )*co_await' -- 'services/*.h' 'services/*.cc' | grep -v '//.*co_await' || true)
    [ -z "$found" ] || { printf 'g++ 12 miscompiles these:\n%s\n' "$found"; exit 1; }
    ;;
  names)
    cases=${ZWK_CASES:-../shared/cases}/reporting/minutes/minutes_2022-03-28.json
    [ -e "$cases" ] || { echo "skipped: $cases is not there"; exit 77; }
    list=$(mktemp)
    trap 'rm -f "$list"' EXIT
    python3 - "$cases" <<'PY' >"$list"
import json, sys
case = json.load(open(sys.argv[1], encoding="utf-8"))
for person in case["participants"] + case["moderation"]:
    print(person["name"].removeprefix("Dr. "))
PY
    found=$(git grep -InF -f "$list" -- . || true)
    rm -f "$list"
    [ -z "$found" ] || { printf 'real people in the tree:\n%s\n' "$found"; exit 1; }
    ;;
esac
