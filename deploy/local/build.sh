# Building: one folder per preset under build/, only the targets that are asked for.

services=(forecasting participation catalog reporting)

# build_preset PRESET TARGET...; without targets everything of the preset.
build_preset() {
  local preset=$1 folder=$ZWK_ROOT/build/$1
  shift
  if [ ! -e "$folder/build.ninja" ]; then
    say "configuring the $preset build"
    watched "$ZWK_HOME/log/configure-$preset.log" '/^CMake Error/' cmake --preset "$preset"
  fi
  say "building ($preset): ${*:-everything}"
  # One line per thirty finished steps on a pipe, ninja's own status line on a terminal.
  if [ -t 1 ]; then
    NINJA_STATUS='         [%f/%t %es] ' ninja -C "$folder" "$@" || fail "the $preset build"
  else
    NINJA_STATUS='[%f/%t %es] ' watched "$ZWK_HOME/log/build-$preset.log" \
      '/^\[[0-9]+\// { n++; if (n % 30 == 1) print "         " $0 } /error:|FAILED/' ninja -C "$folder" "$@"
  fi
}
