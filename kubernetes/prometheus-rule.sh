#!/usr/bin/env bash
# Prints Prometheus' alert rules as a resource of the Prometheus operator. A test compares prometheus-rule.yaml with it.
set -euo pipefail

usage() {
    cat <<'EOF'
Usage: kubernetes/prometheus-rule.sh > kubernetes/prometheus-rule.yaml

Prints docker/prometheus/vitalwatch-alerts.yml as a PrometheusRule, the resource of the Prometheus operator.

  -h, --help            this text
EOF
}

case "${1-}" in
    '') ;;
    -h | --help) usage; exit 0 ;;
    *) echo "prometheus-rule.sh: '$1' is unknown. See --help." >&2; exit 2 ;;
esac
cat <<'EOF'
# The alert rules for the Prometheus operator, written by prometheus-rule.sh from docker/prometheus/vitalwatch-alerts.yml: change them there.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: vitalwatch
  labels: {release: prometheus}              # CHANGE
spec:
EOF
sed -n '/^groups:/,$s/^/  /p' "$(dirname "${BASH_SOURCE[0]}")/../docker/prometheus/vitalwatch-alerts.yml"
