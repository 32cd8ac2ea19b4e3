#!/usr/bin/env bash
# Measures from when a change of limits is in force, while deliveries are posted; see --help.
set -euo pipefail

name=bench-control.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.ControlLatencyBenchmark "-Xmx2g" "$@"
