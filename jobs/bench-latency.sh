#!/usr/bin/env bash
# Measures the time from a signed POST (or a raw record) to its readable alarm; see --help.
set -euo pipefail

name=bench-latency.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.LatencyBenchmark "-Xmx2g" "$@"
