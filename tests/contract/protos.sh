#!/usr/bin/env bash
# protos.sh lint       the protos keep buf's STANDARD rules, but for the exceptions in buf.yaml
# protos.sh breaking   nothing a partner uses was taken away since the last released image, proto/released/
# protos.sh release V  keeps today's protos as the image that the next ones are compared with
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

against_last() { # IMAGE
  "$venv/bin/buf" breaking "$1" --against "$last" --config tests/contract/buf.yaml
}

case $1 in
  lint)
    image proto "$work/now.binpb"
    "$venv/bin/buf" lint "$work/now.binpb" --config tests/contract/buf.yaml
    ;;
  breaking)
    last=$(ls proto/released/v*.binpb | sort -V | tail -1)
    image proto "$work/now.binpb"
    against_last "$work/now.binpb"
    # The comparison itself: one field less must not pass.
    cp -r proto "$work/less"
    sed -i '/^message NextStep {/,/^}/ s/^  string text = .*;$//' "$work/less/zwk/participation/v1/next_step.proto"
    if cmp -s proto/zwk/participation/v1/next_step.proto "$work/less/zwk/participation/v1/next_step.proto"; then echo "NextStep.text is gone"; exit 1; fi
    image "$work/less" "$work/less.binpb"
    if against_last "$work/less.binpb" >/dev/null; then echo "a field was taken away and nothing was said"; exit 1; fi
    ;;
  release)
    [[ ${2-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]] || { echo "which version? (v1.2.3)" >&2; exit 2; }
    mkdir -p proto/released
    (cd proto && protoc -I . -I "$google" --include_imports --descriptor_set_out "released/$2.binpb" $(find zwk -name '*.proto' | sort))
    ;;
  paths)
    twice=$(grep -rhoE '\b(get|put|post|patch|delete): "[^"]+"' proto/zwk | sed -E 's/\{[^}]*\}/*/g' | sort | uniq -d)
    [ -z "$twice" ] || { printf 'two RPCs answer this:\n%s\n' "$twice"; exit 1; }
    ;;
esac
