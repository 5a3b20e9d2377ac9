# Do the tests bite? Seeds small faults into a copy of the tree, one at a time, and asks the tests beside them
# (tests/mutate/README.md).

zwk_mutate() {
  install_for build run test
  exec python3 "$ZWK_ROOT/tests/mutate/mutate.py" --work "$ZWK_HOME/mutate" "$@"
}
