#!/usr/bin/env bash
# certificates.sh DAYS: fails if a certificate of this machine ends within so many days, and says which.
set -euo pipefail
wrong=0
for file in /etc/zwk/tls/*/tls.crt /etc/zwk/outside/tls.crt; do
  openssl x509 -in "$file" -noout -checkend $((${1:?days} * 86400)) >/dev/null || { echo "$file: $(openssl x509 -in "$file" -noout -enddate)"; wrong=1; }
done
exit $wrong
