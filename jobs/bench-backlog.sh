#!/usr/bin/env bash
# Measures the latency of live alarms while a backlog is read; see --help.
set -euo pipefail

name=bench-backlog.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.BacklogBenchmark "-Xmx2g" "$@"
