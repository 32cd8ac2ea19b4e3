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

One case after the other, each a run of jobs/bench.sh with VitalWatch alone: windows of 5 minutes and 24 hours, 1 and 4 slots, RocksDB,
then 1,000, 100,000 and 1,000,000 patients in turn, each with a topic of its own, so that their ratio is of one run. There the first half
of the topic, which brings every patient in, is in no rate: in the other half each delivery finds a patient whom the processor's caches
have forgotten. Takes the number of millions of samples that are measured a case (default 10, at least 10: a million patients then have
two deliveries of ten rows; a tenth of that for RocksDB). Needs 12 GiB of memory, 32 GB of disk and an hour. Last the bytes of state a
patient at several rates, and the heap that 100,000 patients take over a simulated week.
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
        | grep -E '^round|CHECKPOINT| / '
}

# Regions so large that a fetch is nothing special to the garbage collector: see "Benchmarks" in the README.
many=(--warmup "${millions}M" --warm-seconds 5 --heap 8g --jvm "-XX:G1HeapRegionSize=16m")

run "1,000 patients, windows of 5 minutes, $(nproc) slots, heap"
run "windows of 24 hours" --set job.window.length=24h
run "1 slot" --parallelism 1
run "4 slots" --parallelism 4
run "RocksDB" --rounds 1 --samples "$((millions * 100))k" --warm-seconds 20 --set "flink.state.backend.type=rocksdb"
run "deliveries of ten rows" --rows 10 --patients 1000,100k,1M "${many[@]}"
run "deliveries of two rows" --rows 2 --patients 1000,1M "${many[@]}"
echo "== state of a patient in a checkpoint"
(run_bench io.vitalwatch.bench.StateSize "")
echo "== heap over a simulated week"
run_bench io.vitalwatch.bench.WeekOfPatients "-Xmx5g" 100000 30
