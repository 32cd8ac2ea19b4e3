#!/usr/bin/env bash
# Stops the job with a savepoint and prints its path: the first half of an upgrade. submit.sh --from-savepoint is the second.
set -euo pipefail

name=vitals-alerts

usage() {
    cat <<'EOT'
Usage: jobs/vitals-alerts/stop.sh --rest URL [OPTION...]

Stops the running job with a savepoint. When the job has stopped, it prints the savepoint's path; stdout
contains nothing else. A job that starts from this savepoint continues exactly where this one stopped:
no record is lost and none is repeated.

  --rest URL            the cluster's REST interface, http://host:port (needs curl)
  --job ID              the job (default: the one running job named vitals-alerts)
  --savepoints DIR      folder for the savepoint, as the cluster writes it
                        (default: the cluster's execution.checkpointing.savepoint-dir)
  --timeout SECONDS     how long to wait (default 300)
  -h, --help            this text

The job is never stopped without a savepoint. When the savepoint fails, the job continues and the exit
code is 1.
EOT
}

fail() {
    echo "stop.sh: $1" >&2
    exit "${2:-1}"
}

rest='' job='' savepoints='' timeout=300
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --rest | --job | --savepoints | --timeout)
            [ $# -ge 2 ] && [ -n "$2" ] || fail "$1 needs a value. See --help." 2
            case "$1" in
                --rest) rest=${2%/} ;;
                --job) job=$2 ;;
                --savepoints) savepoints=$2 ;;
                --timeout) timeout=$2 ;;
            esac
            shift 2 ;;
        --rest=* | --job=* | --savepoints=* | --timeout=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
        *) fail "'$1' is unknown. See --help." 2 ;;
    esac
done
case "$rest" in
    http://* | https://*) ;;
    '') fail "--rest URL is missing. See --help." 2 ;;
    *) fail "--rest '$rest' is not http://host:port." 2 ;;
esac
case "$timeout" in
    '' | 0* | *[!0-9]*) fail "--timeout '$timeout' is not a whole number of seconds." 2 ;;
esac
case "$savepoints" in
    *[\"\\]*) fail "--savepoints '$savepoints': quotes and backslashes are not supported." 2 ;;
esac
command -v curl >/dev/null || fail "no curl found. Install it."

get() {
    curl -sS --fail-with-body "$rest$1"
}

# One field of a flat piece of JSON.
field() {
    sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"
}

if [ -z "$job" ]; then
    jobs=$(get /jobs/overview) || fail "the cluster at $rest does not answer: ${jobs:-no answer}"
    job=$(printf '%s' "$jobs" | sed 's/{"jid"/\n{"jid"/g' | grep "\"name\" *: *\"$name\"" | grep '"state" *: *"RUNNING"' | sed -n 's/.*"jid" *: *"\([^"]*\)".*/\1/p' || true)
    [ -n "$job" ] || fail "no running job named $name at $rest."
    [ "$(printf '%s\n' "$job" | wc -l)" -eq 1 ] || fail "several running jobs are named $name; choose one with --job:
$job"
fi

request='{"drain":false'
[ -z "$savepoints" ] || request="$request,\"targetDirectory\":\"$savepoints\""
answer=$(curl -sS --fail-with-body -H 'Content-Type: application/json' --data-binary "$request}" "$rest/jobs/$job/stop") ||
    fail "the cluster refused the request: ${answer:-no answer}"
trigger=$(printf '%s' "$answer" | field request-id)
[ -n "$trigger" ] || fail "the cluster's answer names no request: $answer"

for ((second = 0; second < timeout; second++)); do
    answer=$(get "/jobs/$job/savepoints/$trigger") || answer=''
    case "$answer" in
        *'"COMPLETED"'*)
            location=$(printf '%s' "$answer" | field location)
            [ -n "$location" ] || fail "no savepoint was made and the job continues: $(printf '%s' "$answer" | sed 's/\\n.*//')"
            for ((; second < timeout; second++)); do
                case "$(get "/jobs/$job" | sed 's/"vertices".*//' | field state)" in
                    FINISHED) echo "$location"; exit 0 ;;
                    FAILED | CANCELED) fail "the savepoint is $location, but the job failed while it stopped; see $rest/#/job/$job" ;;
                esac
                sleep 1
            done ;;
    esac
    sleep 1
done
fail "not stopped within $timeout s; see $rest/#/job/running/$job/checkpoints"
