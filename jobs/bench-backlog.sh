#!/usr/bin/env bash
# What a backlog does to the latency of live alarms; --help says more.
set -euo pipefail

name=bench-backlog.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.BacklogBenchmark "-Xmx2g" "$@"
