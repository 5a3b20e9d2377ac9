#!/usr/bin/env bash
# A release tells what is in it, and who says so: checksums of every file, signed by the key that is given, none where the key is not there.
# What its parts are made of is tested elsewhere; here they are a file each.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v gpg >/dev/null || { echo "SKIPPED: no gpg"; exit 77; }
ZWK_ROOT=$PWD ZWK_PRESET=release
scratch=$(mktemp -d)
export GNUPGHOME=$scratch/gnupg ZWK_HOME=$scratch/home
cleanup() {
  gpgconf --kill all
  rm -rf "$scratch"
}
trap cleanup EXIT
for part in say install build chart images release package; do
  # shellcheck source=/dev/null
  source "deploy/local/$part.sh"
done
release_of_machine() { mkdir -p "$1/zwk-1" && echo machine >"$1/zwk-1/install.sh"; }
zwk_images() { mkdir -p "$1/oci" && echo blob >"$1/oci/a blob"; }
zwk_chart() { mkdir -p "$ZWK_HOME/chart" && echo chart >"$ZWK_HOME/chart/zwk-$(version_of_tree).tgz"; }
zwk_package() { mkdir -p "$1" && echo wheel >"$1/zwk.whl"; }
to=$scratch/release
good() { (cd "$to" && sha256sum --check --quiet --strict SHA256SUMS 2>/dev/null); }
wrong() { echo "WRONG: $*" >&2; exit 1; }

mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key 'Test <test@example.org>' ed25519 sign never 2>/dev/null

if (zwk_release --sign nobody@example.org "$to") 2>/dev/null; then wrong "a key that is not there is taken"; fi
[ ! -e "$to" ] || wrong "something was written before the key was looked for"

for _ in once again; do
  zwk_release --sign test@example.org "$to" >/dev/null
  good || wrong "checksums"
  [ "$(wc -l <"$to/SHA256SUMS")" = 4 ] || wrong "not every file has a checksum: $(cat "$to/SHA256SUMS")"
  gpg --batch --quiet --verify "$to/SHA256SUMS.asc" "$to/SHA256SUMS" 2>/dev/null || wrong "the signature"
done
echo other >"$to/oci-of-somebody-else" && echo more >>"$to/images/oci/a blob"
if good; then wrong "a changed file is not noticed"; fi

zwk_release "$to" >/dev/null
[ ! -e "$to/SHA256SUMS.asc" ] || wrong "without a key there is a signature of before"
zwk_release --machine "$scratch/machine" >/dev/null
[ "$(ls "$scratch/machine")" = zwk-1 ] || wrong "--machine made more than that"
echo "checksums and signature are as they should be"
