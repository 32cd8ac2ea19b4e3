#!/usr/bin/env bash
# What each step costs (JMH), beside the committed baseline; --help says more.
set -euo pipefail

name=bench-micro.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.Micro "-Dbaseline=$root/src/bench/micro-baseline.txt" "$@"
