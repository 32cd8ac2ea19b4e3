#!/usr/bin/env bash
# Measures samples a second of VitalWatch and of other ways to do the same; see --help.
set -euo pipefail

name=bench.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.Bench "-Xmx1g" "$@"
