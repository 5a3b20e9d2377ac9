# Building: one folder per preset under build/, only the targets that are asked for.

services=(forecasting participation catalog reporting)

configure_preset() { # PRESET
  if [ ! -e "$ZWK_ROOT/build/$1/build.ninja" ]; then
    say "configuring the $1 build"
    # Where everything is built once and thrown away, files are compiled together (docs/adr/0015).
    watched "$ZWK_HOME/log/configure-$1.log" '/^CMake Error/' cmake --preset "$1" ${ZWK_FIRST_BUILD:+-DZWK_FIRST_BUILD=$ZWK_FIRST_BUILD}
  fi
  # Where editors and clang tools look for it.
  [ "$1" != dev ] || ln -sfn build/dev/compile_commands.json compile_commands.json
}

# build_preset PRESET TARGET...; without targets everything of the preset.
build_preset() {
  local preset=$1 folder=$ZWK_ROOT/build/$1
  shift
  configure_preset "$preset"
  say "building ($preset): ${*:-everything}"
  # One line per thirty finished steps on a pipe, ninja's own status line on a terminal.
  if [ -t 1 ]; then
    NINJA_STATUS='         [%f/%t %es] ' ninja -C "$folder" "$@" || fail "the $preset build"
  else
    NINJA_STATUS='[%f/%t %es] ' watched "$ZWK_HOME/log/build-$preset.log" \
      '/^\[[0-9]+\// { n++; if (n % 30 == 1) print "         " $0 } /error:|FAILED/' ninja -C "$folder" "$@"
  fi
}
