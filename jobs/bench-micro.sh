#!/usr/bin/env bash
# Measures the cost of each step (JMH) and compares it with the committed baseline; see --help.
set -euo pipefail

name=bench-micro.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.Micro "-Dbaseline=$root/src/bench/micro-baseline.txt" "$@"
