# What partner cities get: the Python client and the reference of the interface, made from the protos.

# zwk_package [--openapi] [FOLDER]: FOLDER/zwk-VERSION-py3-none-any.whl and FOLDER/reference/; if asked to, FOLDER/openapi.json.
zwk_package() {
  local openapi=no folder scratch
  if [ "${1:-}" = --openapi ]; then
    openapi=yes
    shift
  fi
  folder=${1:-$ZWK_HOME/package}
  install_python deploy/requirements.txt
  install_python clients/python/requirements.txt
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  scratch=$(mktemp -d)
  "$venv/bin/python" -B clients/python/generate.py "$scratch" || fail "clients/python/generate.py"
  "$venv/bin/python" -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w "$folder" "$scratch" || fail "pip wheel"
  rm -rf "$scratch"
  "$venv/bin/python" -B clients/python/reference.py "$folder/reference" || fail "clients/python/reference.py"
  if [ "$openapi" = yes ]; then
    install_openapi
    edge_openapi "$folder/openapi.json" || fail "clients/openapi.py"
  fi
  say "for partners: $(find "$folder" -maxdepth 1 -name '*.whl') and $folder/reference"
}
