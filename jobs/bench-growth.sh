#!/usr/bin/env bash
# Measures how rate, state and checkpoints depend on patients, window length, slots and state backend; see --help.
set -euo pipefail

name=bench-growth.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"

for argument in "$@"; do
    case "$argument" in
        -h | --help)
            cat <<'EOF'
Usage: jobs/bench-growth.sh [MILLION-SAMPLES]

Runs jobs/bench.sh with VitalWatch alone, one case after the other:
  - windows of 5 minutes and of 24 hours, 1 and 4 slots, RocksDB
  - 1,000, 100,000 and 1,000,000 patients in turn, each with a topic of its own, so that their ratio is from one run
  - 100 to 1,000,000 patients in turn at one row a minute, with 1 and 2 slots
Then it prints the bytes of state a patient at several rates, and the heap of 100,000 patients over a simulated week.

  MILLION-SAMPLES   millions of samples that are measured in each case (default 10, at least 10; RocksDB: a tenth).
                    With 10, each of a million patients has two deliveries of ten rows. The first one is not measured:
                    in the second, each delivery finds a patient who is no longer in the processor's caches.
  -h, --help        this text

Needs 12 GiB of memory, 32 GB of disk and two hours.
EOF
            exit 0
            ;;
    esac
done
millions=${1:-10}

# run TITLE ARGUMENT...
run() {
    local title=$1
    shift
    echo "== $title"
    (run_bench io.vitalwatch.bench.Bench "-Xmx1g" --contenders vitalwatch --rounds 2 --samples "${millions}M" "$@") \
        | grep -E '^round|CHECKPOINT|PAUSES| / '
}

many=(--warmup "${millions}M" --warm-seconds 5 --heap 8g)

run "1,000 patients, windows of 5 minutes, $(nproc) slots, heap"
run "windows of 24 hours" --set job.window.length=24h
run "1 slot" --parallelism 1
run "4 slots" --parallelism 4
run "RocksDB" --rounds 1 --samples "$((millions * 100))k" --warm-seconds 20 --set "flink.state.backend.type=rocksdb"
run "deliveries of ten rows" --rows 10 --patients 1000,100k,1M "${many[@]}"
run "deliveries of two rows" --rows 2 --patients 1000,1M "${many[@]}"
# Less of each topic, so that five of them fit on the disk. Of a million patients the first three rows are not measured.
minute=(--rows 1 --spacing-ms 60000 --patients "100,1000,10k,100k,1M" --samples 3M --warmup 3M --warm-seconds 60 --heap 8g)
run "one row a minute, 1 slot" --parallelism 1 "${minute[@]}"
run "one row a minute, 2 slots" --parallelism 2 "${minute[@]}"
echo "== state of a patient in a checkpoint"
(run_bench io.vitalwatch.bench.StateSize "")
echo "== heap over a simulated week"
run_bench io.vitalwatch.bench.WeekOfPatients "-Xmx5g" 100000 30
