#!/usr/bin/env bash
# protos.sh lint       the protos keep buf's STANDARD rules, but for the exceptions in buf.yaml
# protos.sh breaking   nothing a partner uses was taken away since the last release tag
# protos.sh paths      no two RPCs answer the same HTTP path
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=$PWD/.zwk/tools/venv
google=$(echo "$venv"/lib/python3*/site-packages)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

image() { # FOLDER OUT
  (cd "$1" && protoc -I . -I "$google" --include_imports --include_source_info --descriptor_set_out "$2" \
    $(find zwk -name '*.proto' | sort))
}

case $1 in
  lint)
    image proto "$work/now.binpb"
    "$venv/bin/buf" lint "$work/now.binpb" --config tests/contract/buf.yaml
    ;;
  breaking)
    tag=$(git describe --tags --match 'v*' --abbrev=0 2>/dev/null || true)
    if [ -z "$tag" ]; then
      echo "no release tag yet: nothing to break"
      exit 0
    fi
    image proto "$work/now.binpb"
    mkdir "$work/then"
    git archive "$tag" proto | tar -x -C "$work/then"
    image "$work/then/proto" "$work/then.binpb"
    "$venv/bin/buf" breaking "$work/now.binpb" --against "$work/then.binpb" --config tests/contract/buf.yaml
    ;;
  paths)
    twice=$(grep -rhoE '\b(get|put|post|patch|delete): "[^"]+"' proto/zwk | sed -E 's/\{[^}]*\}/*/g' | sort | uniq -d)
    [ -z "$twice" ] || { printf 'two RPCs answer this:\n%s\n' "$twice"; exit 1; }
    ;;
esac
