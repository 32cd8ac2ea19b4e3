#!/usr/bin/env bash
# Submits the job to a running Flink cluster, with Flink's own client or over the cluster's REST interface.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
jar="$root/target/vitalwatch-job.jar"
parameters="$here/job.properties"
main=io.vitalwatch.job.VitalsAlertJob

usage() {
    cat <<'EOF'
Usage: jobs/vitals-alerts/submit.sh [OPTION...] [--name=value...]

Submits target/vitalwatch-job.jar to a Flink cluster and returns when the cluster has taken it.

  --parameters FILE     the job's parameters, name=value a line
                        (default: job.properties beside this script)
  --jar FILE            another job jar
  --parallelism N       parallelism of the job (default: the cluster's)
  --from-savepoint PATH start from this savepoint or retained checkpoint, as the cluster reads it
  --rest URL            upload and run over REST, http://host:port (needs curl, no Flink);
                        files that parameters name are then read by the JobManager
  --dry-run             print what would be done and do nothing
  -h, --help            this text

Every --name=value is a parameter of the job and comes before that of the file. Parameters show in
process lists and in Flink's web UI: passwords belong in the file that kafka-config names.

Without --rest, $FLINK_HOME/bin/flink is used (or flink from the PATH) with its own configuration:
  FLINK_HOME=/opt/flink jobs/vitals-alerts/submit.sh --kafka.bootstrap.servers=broker:9092
EOF
}

fail() {
    echo "submit.sh: $1" >&2
    exit "${2:-1}"
}

needs_value() {
    [ "$2" -ge 2 ] && [ -n "$3" ] || fail "$1 needs a value. See --help." 2
}

rest='' savepoint='' parallelism='' dry_run=false given=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --dry-run) dry_run=true; shift ;;
        --parameters) needs_value "$1" $# "${2-}"; parameters=$2; shift 2 ;;
        --jar) needs_value "$1" $# "${2-}"; jar=$2; shift 2 ;;
        --parallelism) needs_value "$1" $# "${2-}"; parallelism=$2; shift 2 ;;
        --from-savepoint) needs_value "$1" $# "${2-}"; savepoint=$2; shift 2 ;;
        --rest) needs_value "$1" $# "${2-}"; rest=${2%/}; shift 2 ;;
        # The options above are also understood with "=".
        --parameters=* | --jar=* | --parallelism=* | --from-savepoint=* | --rest=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
        --*=*) given+=("$1"); shift ;;
        *) fail "'$1' is neither an option nor a parameter --name=value. See --help." 2 ;;
    esac
done

case "$parallelism" in
    '') ;;
    0* | *[!0-9]*) fail "--parallelism '$parallelism' is no whole number from 1 up." 2 ;;
esac
[ -f "$jar" ] || fail "no $jar. Build it: mvn -DskipTests package"
[ -r "$parameters" ] || fail "parameter file $parameters is missing or unreadable." 2

# Lines of the file become arguments, in front of those given, unless the same name is given.
arguments=()
number=0
while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    line=${line%$'\r'}
    line=${line#"${line%%[![:space:]]*}"}
    case "$line" in
        '' | '#'* | '!'*) continue ;;
        *\\) fail "$parameters:$number: a line that goes on in the next is not supported. Write it in one line." 2 ;;
        [!=]*=*) ;;
        *) fail "$parameters:$number: '$line' is not name=value." 2 ;;
    esac
    name=${line%%=*}
    name=${name%"${name##*[![:space:]]}"}
    value=${line#*=}
    value=${value#"${value%%[![:space:]]*}"}
    value=${value%"${value##*[![:space:]]}"}
    overridden=false
    for argument in ${given[@]+"${given[@]}"}; do
        [ "${argument%%=*}" != "--$name" ] || overridden=true
    done
    $overridden || arguments+=("--$name=$value")
done <"$parameters"
arguments+=(${given[@]+"${given[@]}"})

json_text() {
    local text=$1
    text=${text//\\/\\\\}
    text=${text//\"/\\\"}
    text=${text//$'\t'/\\t}
    printf '"%s"' "$text"
}

if [ -z "$rest" ]; then
    if [ -n "${FLINK_HOME:-}" ]; then
        flink="$FLINK_HOME/bin/flink"
        [ -x "$flink" ] || fail "no $flink. Set FLINK_HOME to Flink's folder, or use --rest URL."
    else
        flink=$(command -v flink) || fail "no Flink found. Set FLINK_HOME to Flink's folder, or use --rest URL."
    fi
    command=("$flink" run --detached --class "$main")
    [ -z "$parallelism" ] || command+=(--parallelism "$parallelism")
    [ -z "$savepoint" ] || command+=(--fromSavepoint "$savepoint")
    command+=("$jar" ${arguments[@]+"${arguments[@]}"})
    if $dry_run; then
        printf '%q ' "${command[@]}"
        echo
        exit 0
    fi
    exec "${command[@]}"
fi

case "$rest" in
    http://* | https://*) ;;
    *) fail "--rest '$rest' is no http://host:port." 2 ;;
esac
list=''
for argument in ${arguments[@]+"${arguments[@]}"}; do
    list="$list${list:+,}$(json_text "$argument")"
done
request="{\"entryClass\":\"$main\",\"programArgsList\":[$list]"
[ -z "$parallelism" ] || request="$request,\"parallelism\":$parallelism"
[ -z "$savepoint" ] || request="$request,\"savepointPath\":$(json_text "$savepoint")"
request="$request}"

if $dry_run; then
    echo "POST $rest/jars/upload jarfile=@$jar"
    echo "POST $rest/jars/:id/run $request"
    exit 0
fi
command -v curl >/dev/null || fail "no curl found; --rest needs it."

answer=$(curl -sS --fail-with-body -F "jarfile=@$jar;type=application/x-java-archive" "$rest/jars/upload") ||
    fail "the cluster at $rest did not take the jar: ${answer:-no answer}"
id=$(printf '%s' "$answer" | sed -n 's/.*"filename" *: *"\([^"]*\)".*/\1/p')
id=${id##*/}
[ -n "$id" ] || fail "the answer of $rest/jars/upload names no jar: $answer"

if ! answer=$(printf '%s' "$request" |
    curl -sS --fail-with-body -H 'Content-Type: application/json' --data-binary @- "$rest/jars/$id/run"); then
    curl -sS -X DELETE "$rest/jars/$id" >/dev/null || true
    # The cause stands somewhere in a stack trace, which is one JSON string.
    cause=$(printf '%s' "$answer" | sed 's/\\n/\n/g' | sed -n 's/^.*IllegalArgumentException: //p' | head -n 1)
    fail "the job was refused: ${cause:-${answer:-no answer}}"
fi
job=$(printf '%s' "$answer" | sed -n 's/.*"jobid" *: *"\([^"]*\)".*/\1/p')
[ -n "$job" ] || fail "the answer of $rest/jars/$id/run names no job: $answer"
echo "Job $job was taken: $rest/#/job/running/$job/overview"
