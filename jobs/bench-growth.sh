#!/usr/bin/env bash
# How the rate, state and checkpoints of VitalWatch depend on patients, window length, slots and state backend.
set -euo pipefail

name=bench-growth.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"

for argument in "$@"; do
    case "$argument" in
        -h | --help)
            cat <<'EOF'
Usage: jobs/bench-growth.sh [MILLION-SAMPLES]

One case after the other, each a run of jobs/bench.sh with VitalWatch alone, as many samples to get warm as are measured: windows of
5 minutes and 24 hours, 1 and 4 slots, RocksDB, then 1,000, 100,000 and 1,000,000 patients in deliveries of two rows. Takes the number of
millions of samples a case (default 4, at least 2: a million patients have two samples each then; RocksDB takes a quarter of them). Needs
10 GiB of memory and half an hour. Last the bytes of state a patient at several rates, and the heap that 100,000 patients take over a
simulated week.
EOF
            exit 0
            ;;
    esac
done
millions=${1:-4}

# run TITLE ARGUMENT...
run() {
    local title=$1
    shift
    echo "== $title"
    (run_bench io.vitalwatch.bench.Bench "-Xmx1g" --contenders vitalwatch --rounds 2 --samples "${millions}M" --warmup "${millions}M" "$@") \
        | grep -E '^round|CHECKPOINT'
}

run "1,000 patients, windows of 5 minutes, $(nproc) slots, heap"
run "windows of 24 hours" --set job.window.length=24h
run "1 slot" --parallelism 1
run "4 slots" --parallelism 4
run "RocksDB" --rounds 1 --samples "$((millions * 250))k" --warmup "$((millions * 250))k" --set "flink.state.backend.type=rocksdb"
for patients in 1000 100000 1000000; do
    run "$patients patients, deliveries of two rows" --rows 2 --patients "$patients" --heap 6g
done
echo "== state of a patient in a checkpoint"
(run_bench io.vitalwatch.bench.StateSize "")
echo "== heap over a simulated week"
run_bench io.vitalwatch.bench.WeekOfPatients "-Xmx5g" 100000 30
