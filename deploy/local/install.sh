# What the commands need from Debian 12 and from PyPI. Nothing is fetched when everything is there, so a second
# run works offline. Daemons that packages bring along are never started.

packages_build=(g++ cmake ninja-build mold pkg-config python3-venv protobuf-compiler libprotobuf-dev
  libgrpc++-dev libssl-dev libcjose-dev libcurl4-openssl-dev libhiredis-dev librdkafka-dev prometheus-cpp-dev libabsl-dev libspdlog-dev libcli11-dev libstemmer-dev
  libicu-dev libical-dev libgeos-dev libmd4c-dev libqrencode-dev libsodium-dev libxlsxwriter-dev nlohmann-json3-dev libjpeg62-turbo-dev libpng-dev libwebp-dev zlib1g-dev)
packages_run=(redis-server)
packages_kafka=(default-jre-headless maven)
packages_test=(git libgtest-dev libgmock-dev clang-format-19 clang-tidy-19 chromium fonts-dejavu-core
  prometheus)
packages_gdb=(gdb)
packages_peers=(r-base-core)  # what `./zwk bench forecast` compares with

venv=$ZWK_ROOT/.zwk/tools/venv

# install_for build run kafka test gdb peers: everything these need.
install_for() {
  local purpose
  local -a wanted=()
  for purpose in "$@"; do
    local -n of_purpose=packages_$purpose
    wanted+=("${of_purpose[@]}")
  done
  install_packages "${wanted[@]}"
  install_python deploy/requirements.txt
  if [[ " $* " == *" test "* ]]; then
    install_python tests/requirements.txt
    install_python tests/chart/requirements.txt
    install_python clients/python/requirements.txt
    install_helm
    install_openapi
  fi
  if [[ " $* " == *" run "* ]]; then fetch_for_room; fi
  if [[ " $* " == *" kafka "* ]]; then deploy/kafka/broker.sh fetch; fi
  if [[ " $* " == *" peers "* ]]; then install_python tests/bench/peers/requirements.txt; fi
}

install_packages() {
  local package
  local -a missing=() as_root=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "neither root nor sudo: please have these packages installed: ${missing[*]}"
    as_root=(sudo)
    sudo -v || fail "sudo refused: please have these packages installed: ${missing[*]}"
  fi
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -q)
  watched "$ZWK_HOME/log/apt-update.log" '/^Err/' "${as_root[@]}" "${quiet[@]}" update
  keep_daemons_down
  watched "$ZWK_HOME/log/apt-install.log" \
    '/newly installed/ { total = $3 + $1 } /^Setting up/ { n++; if (n % 25 == 0) print "         set up " n " of " total " packages" }' \
    "${as_root[@]}" "${quiet[@]}" install -y --no-install-recommends "${missing[@]}"
  let_daemons_up
}

# Debian starts redis-server and prometheus on installing them; a policy-rc.d that says no keeps them down.
# Where the machine has a policy of its own, that one decides.
policy=/usr/sbin/policy-rc.d
keep_daemons_down() {
  [ -e "$policy" ] && return 0
  printf '#!/bin/sh\n# written by zwk while it installs packages\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  trap let_daemons_up EXIT
}
let_daemons_up() {
  if grep -qs 'written by zwk' "$policy"; then ${as_root[@]+"${as_root[@]}"} rm -f "$policy"; fi
  trap - EXIT
}

# A requirements file is installed once: the stamp holds its hash. --no-deps, so that what is pinned is all there is.
install_python() {
  local requirements=$1 hash stamp
  hash=$(sha256sum <"$requirements")
  stamp=$venv/.installed-$(tr / - <<<"$requirements")
  [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ] && return 0
  say "installing what $requirements pins into .zwk/tools/venv"
  [ -x "$venv/bin/pip" ] || /usr/bin/python3 -m venv "$venv" || fail "python3 -m venv $venv"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps -r "$requirements" ||
    fail "pip install -r $requirements"
  echo "$hash" >"$stamp"
}

# What makes OpenAPI of the protos, built from source once, which takes minutes: nobody has it as a package.
openapi_generator=github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-openapiv2@v2.27.3
install_openapi() {
  local tools=$ZWK_ROOT/.zwk/tools
  [ -x "$tools/protoc-gen-openapiv2" ] && return
  install_python clients/openapi-requirements.txt
  say "building $openapi_generator"
  GOBIN=$tools GOFLAGS= "$venv/bin/go" install "$openapi_generator" || fail "go install $openapi_generator"
}
