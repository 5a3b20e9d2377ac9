#!/usr/bin/env bash
# Runs a test against the platform that `demo.sh start` left running.
#   on_platform.sh PRESET HOME python TEST.py [ARGUMENT...]    the edge's address is its first argument
#   on_platform.sh PRESET HOME steps MUNICIPALITY FILE...      zwkctl apply
set -euo pipefail
cd "$(dirname "$0")/../.."
preset=$1 home=$2 how=$3
shift 3
case $how in
  python)
    test=$1
    shift
    exec .zwk/tools/venv/bin/python "$test" "$(cat "$home/run/edge.address")" "$@"
    ;;
  steps)
    municipality=$1
    shift
    exec "build/$preset/bin/zwkctl" --run-folder "$home/run" --municipality "$municipality" apply "$@"
    ;;
esac
