#!/usr/bin/env bash
# Measures a console with broker and job beside it; see --help.
set -euo pipefail

name=bench-console.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
run_bench io.vitalwatch.bench.ConsoleBenchmark "-Xmx2g" "$@"
