#!/usr/bin/env bash
# Submits the job to a running Flink cluster, with Flink's client or over the cluster's REST interface.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
jar="$root/target/vitalwatch-job.jar"
parameters="$here/job.properties"
main=io.vitalwatch.job.VitalsAlertJob

usage() {
    cat <<'EOF'
Usage: jobs/vitals-alerts/submit.sh [OPTION...] [--name=value...]

Submits target/vitalwatch-job.jar to a Flink cluster. Returns when all tasks run and the first checkpoint is
complete (without checkpoints: when all tasks have run for 10 s). Otherwise it prints the cause in one line.
Exit codes: 0 the job runs, 2 wrong usage (nothing was submitted), 1 failure.

  --parameters FILE     the job's parameters, name=value a line
                        (default: job.properties beside this script)
  --jar FILE            another job jar
  --parallelism N       parallelism of the job (default: the cluster's parallelism.default)
  --from-savepoint PATH start from this savepoint or retained checkpoint, as the cluster reads it
  --replace             stop the running job on the same topics with a savepoint, and start from it; refused
                        while the running job has a parameter that this submission does not give
  --second              submit although a job on the same topics runs
  --rest URL            upload and run over REST, http://host:port (needs curl, not Flink);
                        the JobManager then reads the files that parameters name
  --timeout SECONDS     how long to wait for the job (default 50)
  --no-wait             return when the cluster has accepted the job
  -D NAME=VALUE         a setting of Flink for this job
  --dry-run             print what would be done, and do nothing; with the rules that the running job has and
                        the new one does not, and how many open alarms would end with them
  -h, --help            this text

Every --name=value is a parameter of the job; it wins over the same parameter in the file. Parameters
are visible in process lists and in Flink's web UI: put passwords into the file that kafka-config names.

Without --rest it uses $FLINK_HOME/bin/flink (or flink from the PATH) with its own configuration, and
asks the REST interface that this configuration names:
  FLINK_HOME=/opt/flink jobs/vitals-alerts/submit.sh --kafka.bootstrap.servers=broker:9092

A job whose tasks do not all run in time is cancelled. A job that runs and completes no checkpoint is not:
it raises alarms.
EOF
}

fail() {
    echo "submit.sh: $1" >&2
    exit "${2:-1}"
}

needs_value() {
    [ "$2" -ge 2 ] && [ -n "$3" ] || fail "$1 needs a value. See --help." 2
}

rest='' savepoint='' parallelism='' dry_run=false given=() replace=false second=false wait=true timeout=50 settings=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --dry-run) dry_run=true; shift ;;
        --replace) replace=true; shift ;;
        --second) second=true; shift ;;
        --no-wait) wait=false; shift ;;
        --timeout) needs_value "$1" $# "${2-}"; timeout=$2; shift 2 ;;
        -D) needs_value "$1" $# "${2-}"; settings+=("$2"); shift 2 ;;
        -D*) settings+=("${1#-D}"); shift ;;
        --parameters) needs_value "$1" $# "${2-}"; parameters=$2; shift 2 ;;
        --jar) needs_value "$1" $# "${2-}"; jar=$2; shift 2 ;;
        --parallelism) needs_value "$1" $# "${2-}"; parallelism=$2; shift 2 ;;
        --from-savepoint) needs_value "$1" $# "${2-}"; savepoint=$2; shift 2 ;;
        --rest) needs_value "$1" $# "${2-}"; rest=${2%/}; shift 2 ;;
        # The options above are also understood with "=".
        --parameters=* | --jar=* | --parallelism=* | --from-savepoint=* | --rest=* | --timeout=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
        --*=*) given+=("$1"); shift ;;
        *) fail "'$1' is neither an option nor a parameter --name=value. See --help." 2 ;;
    esac
done

case "$parallelism" in
    '') ;;
    0* | *[!0-9]*) fail "--parallelism '$parallelism' is not a whole number of 1 or more." 2 ;;
esac
case "$timeout" in
    '' | 0* | *[!0-9]*) fail "--timeout '$timeout' is not a whole number of seconds." 2 ;;
esac
for setting in ${settings[@]+"${settings[@]}"}; do
    case "$setting" in
        [a-zA-Z]*=*) ;;
        *) fail "-D '$setting' is not NAME=VALUE." 2 ;;
    esac
done
! $replace || ! $second || fail "--replace and --second exclude each other." 2
! $replace || [ -z "$savepoint" ] || fail "--replace makes the savepoint itself; leave out --from-savepoint." 2
[ -f "$jar" ] || fail "no $jar. Build it: mvn -DskipTests package"
[ -r "$parameters" ] || fail "parameter file $parameters is missing or unreadable." 2

# The lines of the file become arguments before those of the command line, unless the command line has the same name.
arguments=()
number=0
while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    line=${line%$'\r'}
    line=${line#"${line%%[![:space:]]*}"}
    case "$line" in
        '' | '#'* | '!'*) continue ;;
        *\\) fail "$parameters:$number: a line that continues on the next line is not supported. Write it in one line." 2 ;;
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

# The topics of this job: two jobs on the same ones would write each alarm twice.
value_of() { # NAME DEFAULT
    local argument value=$2
    for argument in ${arguments[@]+"${arguments[@]}"}; do
        case "$argument" in "--$1="*) value=${argument#*=} ;; esac
    done
    printf '%s' "$value"
}
raw=$(value_of topic.raw corsano.raw)
alerts=$(value_of topic.alerts vitals.alerts)

# The text of this name in a piece of JSON, as it is written there. The last one.
field() {
    sed -nE "s/.*\"$1\" *: *\"(([^\"\\\\]|\\\\.)*)\".*/\\1/p"
}
# The first number of this name.
number() {
    grep -oE "\"$1\" *: *[0-9]+" | head -n 1 | grep -oE '[0-9]+$' || true
}
# The cause in a stack trace: the message of the job's own exception, else of the last one.
cause_of() {
    local trace cause
    trace=$(sed -E 's/\\n/\n/g; s/\\t/ /g; s/\\"/"/g')
    cause=$(printf '%s\n' "$trace" | sed -nE 's/^.*SettingsException: //p' | tail -n 1)
    [ -n "$cause" ] || cause=$(printf '%s\n' "$trace" | sed -nE 's/^ *Caused by: //p' | tail -n 1)
    [ -n "$cause" ] || cause=$(printf '%s\n' "$trace" | grep -v '^ *$' | head -n 1 || true)
    printf '%s' "$cause" | sed -E 's/^([a-zA-Z0-9_$]+\.)+([A-Za-z0-9_$]+)(: |$)/\2\3/; s/[]",}]*$//' | cut -c 1-600
}

client=()
if [ -z "$rest" ]; then
    if [ -n "${FLINK_HOME:-}" ]; then
        flink="$FLINK_HOME/bin/flink"
        [ -x "$flink" ] || fail "no $flink. Set FLINK_HOME to Flink's folder, or use --rest URL."
    else
        flink=$(command -v flink) || fail "no Flink found. Set FLINK_HOME to Flink's folder, or use --rest URL."
    fi
    client=("$flink" run --detached --class "$main")
    for setting in ${settings[@]+"${settings[@]}"}; do client+=("-D$setting"); done
    [ -z "$parallelism" ] || client+=(--parallelism "$parallelism")
    # The address that the client uses, from its configuration: names in one line, or by indentation.
    conf=${FLINK_CONF_DIR:-$(dirname "$(dirname "$flink")")/conf}/config.yaml
    rest=http://localhost:8081
    if [ -r "$conf" ]; then
        flat=$(awk '/^[a-zA-Z]/ {top = $1; sub(/:.*/, "", top)} /^ +(address|port):/ {sub(/^ +/, ""); print top "." $0; next} {print}' "$conf")
        configured() { printf '%s\n' "$flat" | sed -nE "s/^$1: *['\"]?([^'\" #]+).*/\\1/p" | tail -n 1; }
        host=$(configured rest.address)
        [ -n "$host" ] || host=$(configured jobmanager.rpc.address)
        port=$(configured rest.port)
        rest=http://${host:-localhost}:${port:-8081}
    fi
fi
case "$rest" in
    http://* | https://*) ;;
    *) fail "--rest '$rest' is not http://host:port." 2 ;;
esac

request() {
    local list='' flink_settings='' argument setting
    for argument in ${arguments[@]+"${arguments[@]}"}; do
        list="$list${list:+,}$(json_text "$argument")"
    done
    for setting in ${settings[@]+"${settings[@]}"}; do
        flink_settings="$flink_settings${flink_settings:+,}$(json_text "${setting%%=*}"):$(json_text "${setting#*=}")"
    done
    printf '%s' "{\"entryClass\":\"$main\",\"programArgsList\":[$list]"
    [ -z "$parallelism" ] || printf '%s' ",\"parallelism\":$parallelism"
    [ -z "$savepoint" ] || printf '%s' ",\"savepointPath\":$(json_text "$savepoint")"
    [ -z "$flink_settings" ] || printf '%s' ",\"flinkConfiguration\":{$flink_settings}"
    printf '}'
}

command -v curl >/dev/null || fail "no curl found. Install it."

get() {
    curl -sS --max-time 10 --fail-with-body "$rest$1"
}
# The entry of each job of a list of jobs, a line each.
each_job() {
    sed 's/{"jid"/\n{"jid"/g'
}

# Parameters of a running job that this submission does not give.
not_given() { # JOB
    local pair name given_now list=''
    while IFS= read -r pair; do
        name=$(printf '%s' "$pair" | sed -E 's/^"([^"]*)".*/\1/')
        case "$name" in '' | topic.raw | topic.alerts) continue ;; esac
        given_now=false
        for argument in ${arguments[@]+"${arguments[@]}"}; do
            [ "${argument%%=*}" != "--$name" ] || given_now=true
        done
        $given_now || list="$list${list:+ }--$name=$(printf '%s' "$pair" | field "$name")"
    done <<<"$(get "/jobs/$1/config" | grep -oE '"user-config" *: *\{[^}]*\}' | sed -E 's/^"user-config" *: *//' |
        grep -oE '"[^"]+" *: *"([^"\\]|\\.)*"' || true)"
    printf '%s' "$list"
}

# The running jobs on the same topics, one id a line.
same_jobs() { # OVERVIEW
    local id config its_raw its_alerts
    for id in $(printf '%s' "$1" | each_job | grep '"name" *: *"vitals-alerts"' |
        grep -E '"state" *: *"(INITIALIZING|CREATED|RUNNING|RESTARTING|FAILING)"' | field jid || true); do
        config=$(get "/jobs/$id/config" || true)
        its_raw=$(printf '%s' "$config" | field 'topic\.raw')
        its_alerts=$(printf '%s' "$config" | field 'topic\.alerts')
        # A job of an older version shows no topics; it probably has the default ones.
        if [ "${its_raw:-corsano.raw}" = "$raw" ] || [ "${its_alerts:-vitals.alerts}" = "$alerts" ]; then
            echo "$id"
        fi
    done
}

# Says which rules of a running job the new catalogue does not have, by its gauges of open alarms.
removed_rules() { # JOB
    local catalogue vertex names='' attempt gauge rule open removed='' total=0
    catalogue=$(value_of rules "$here/rules.yaml")
    if [ ! -r "$catalogue" ]; then
        echo "Rules: $catalogue cannot be read on this machine, so it was not compared with job $1."
        return
    fi
    vertex=$(get "/jobs/$1" | sed 's/{"id"/\n{"id"/g' | grep '"name" *: *"[^"]*patient monitor' | field id || true)
    # The first request makes the JobManager collect the metrics.
    for attempt in 1 2 3 4 5; do
        names=$(get "/jobs/$1/vertices/$vertex/subtasks/metrics" 2>/dev/null | grep -oE '[A-Za-z0-9_.-]+\.open_alarms' || true)
        [ -z "$names" ] || break
        [ "$attempt" = 5 ] || sleep 1
    done
    if [ -z "$names" ]; then
        echo "Rules: job $1 has no gauges of open alarms (an older version, or it does not run), so $catalogue was not compared."
        return
    fi
    for rule in $(printf '%s\n' "$names" | sed -E 's/^.*\.rule\.(.*)\.priority\..*$/\1/' | sort -u); do
        if ! grep -qE "^[\"']?$rule[\"']? *:" "$catalogue"; then
            open=0
            for gauge in $(printf '%s\n' "$names" | grep -F ".rule.$rule.priority."); do
                total=$(get "/jobs/$1/vertices/$vertex/subtasks/metrics?get=$gauge&agg=sum" | sed -nE 's/.*"sum" *: *(-?[0-9]+).*/\1/p')
                open=$((open + ${total:-0}))
            done
            removed="$removed${removed:+, }$rule ($open open)"
        fi
    done
    if [ -n "$removed" ]; then
        echo "Rules: job $1 has rules that $catalogue does not have; their open alarms would end as rule-removed: $removed."
    else
        echo "Rules: $catalogue has all rules of job $1."
    fi
}

if $dry_run; then
    ! $replace || echo "$here/stop.sh --rest $rest"
    if [ "${#client[@]}" -gt 0 ]; then
        [ -z "$savepoint" ] || client+=(--fromSavepoint "$savepoint")
        printf '%q ' "${client[@]}" "$jar" ${arguments[@]+"${arguments[@]}"}
        echo
    else
        echo "POST $rest/jars/upload jarfile=@$jar"
        echo "POST $rest/jars/:id/run $(request)"
    fi
    if overview=$(get /jobs/overview 2>/dev/null); then
        running=$(same_jobs "$overview")
        for id in $running; do
            removed_rules "$id"
        done
        [ -n "$running" ] || echo "Rules: no job runs on the topics $raw and $alerts, so there is nothing to compare."
    else
        echo "Rules: no Flink answers at $rest, so there is nothing to compare."
    fi
    exit 0
fi

overview=$(get /jobs/overview 2>&1) || fail "no Flink answers at $rest: $(printf '%s' "$overview" | tail -n 1)"
same=()
for id in $(same_jobs "$overview"); do
    same+=("$id")
done
count=${#same[@]}
if [ "$count" -gt 0 ] && ! $replace && ! $second; then
    fail "job ${same[0]} runs on the topics $raw and $alerts already. --replace stops it with a savepoint and starts this one from it; --second starts this one beside it."
fi
after=''
if $replace; then
    [ "$count" -gt 0 ] || fail "no job runs on the topics $raw and $alerts, so there is nothing to replace. Leave out --replace."
    [ "$count" -eq 1 ] || fail "several jobs run on the topics $raw and $alerts: ${same[*]}. Stop them with stop.sh --job ID."
    missing=$(not_given "${same[0]}")
    [ -z "$missing" ] || fail "job ${same[0]} runs with $missing, which is not given now, so the default would hold. Give it, with this or another value (or --parameters FILE). The job was not stopped." 2
    savepoint=$("$here/stop.sh" --rest "$rest" --job "${same[0]}") || fail "job ${same[0]} was not replaced; see the line above."
    echo "Job ${same[0]} was stopped with the savepoint $savepoint"
    after=" No job runs now. The savepoint is $savepoint"
fi

if [ "${#client[@]}" -gt 0 ]; then
    [ -z "$savepoint" ] || client+=(--fromSavepoint "$savepoint")
    if ! said=$("${client[@]}" "$jar" ${arguments[@]+"${arguments[@]}"} 2>&1); then
        own=$(printf '%s\n' "$said" | sed -n 's/^vitals-alerts: //p' | tail -n 1)
        fail "the job was refused: ${own:-$(printf '%s\n' "$said" | cause_of)}$after"
    fi
    job=$(printf '%s\n' "$said" | sed -nE 's/.*JobID ([0-9a-f]{32}).*/\1/p' | tail -n 1)
    [ -n "$job" ] || fail "Flink's client names no job: $(printf '%s' "$said" | tail -n 1)$after"
else
    # REST would run the job with a parallelism of 1, whatever the cluster's configuration says.
    [ -n "$parallelism" ] ||
        parallelism=$(get /jobmanager/config | sed 's/{"key"/\n{"key"/g' | grep '"key" *: *"parallelism.default"' | field value || true)
    answer=$(curl -sS --fail-with-body -F "jarfile=@$jar;type=application/x-java-archive" "$rest/jars/upload" 2>&1) ||
        fail "the cluster at $rest refused the jar: $(printf '%s' "${answer:-no answer}" | cause_of)$after"
    id=$(printf '%s' "$answer" | field filename)
    id=${id##*/}
    [ -n "$id" ] || fail "the answer of $rest/jars/upload names no jar: $answer$after"
    accepted=true
    answer=$(request | curl -sS --fail-with-body -H 'Content-Type: application/json' --data-binary @- "$rest/jars/$id/run" 2>&1) ||
        accepted=false
    # The job has a copy of its own; the uploaded jar would stay on the JobManager's disk.
    curl -sS -X DELETE "$rest/jars/$id" >/dev/null 2>&1 || true
    $accepted || fail "the job was refused: $(printf '%s' "${answer:-no answer}" | cause_of)$after"
    job=$(printf '%s' "$answer" | field jobid)
    [ -n "$job" ] || fail "the answer of $rest/jars/$id/run names no job: $answer$after"
fi
page="$rest/#/job/running/$job/overview"
if ! $wait; then
    echo "Job $job was taken: $page"
    exit 0
fi

# The job's state, tasks that run, all tasks.
tasks() {
    local one
    one=$(get /jobs/overview 2>/dev/null | each_job | grep "\"$job\"" || true)
    echo "$(printf '%s' "$one" | field state) $(printf '%s' "$one" | number running) $(printf '%s' "$one" | number total)"
}
exception() {
    get "/jobs/$job/exceptions" 2>/dev/null | grep -oE '"(stacktrace|root-exception)" *: *"([^"\\]|\\.)*"' | head -n 1 |
        sed -E 's/^"[^"]*" *: *"//; s/"$//' | cause_of || true
}

began=$SECONDS since=''
while [ $((SECONDS - began)) -lt "$timeout" ]; do
    read -r state runs total <<<"$(tasks)" || true
    case "$state" in
        FAILED | CANCELED | SUSPENDED) fail "job $job ended: $(exception)$after" ;;
        FINISHED) echo "Job $job has finished: it had nothing more to read."; exit 0 ;;
    esac
    if [ "$state" = RUNNING ] && [ -n "$total" ] && [ "$runs" = "$total" ]; then
        since=${since:-$SECONDS}
        if checkpoints=$(get "/jobs/$job/checkpoints" 2>/dev/null); then
            completed=$(printf '%s' "$checkpoints" | number completed)
            if [ "${completed:-0}" -gt 0 ]; then
                echo "Job $job runs: $total tasks and a complete checkpoint. $page"
                exit 0
            fi
        elif [ $((SECONDS - since)) -ge 10 ]; then
            echo "Job $job runs: $total tasks for 10 s. It makes no checkpoints, so after a crash it starts without state. $page"
            exit 0
        fi
    else
        since=''
    fi
    sleep 1
done

cause=$(exception)
if [ -n "$since" ]; then
    failure=$(get "/jobs/$job/checkpoints" 2>/dev/null | field failure_message | cause_of || true)
    fail "job $job runs and raises alarms, but no checkpoint was complete within $timeout s: ${failure:-${cause:-no cause is known yet}}. The JobManager's log has the whole cause; see also $rest/#/job/running/$job/checkpoints"
fi
free=$(get /overview 2>/dev/null | number slots-available)
curl -sS -X PATCH "$rest/jobs/$job" >/dev/null 2>&1 || true
fail "job $job was cancelled, because ${runs:-0} of ${total:-0} tasks ran after $timeout s: ${cause:-the cluster has ${free:-no} free slots; give it more TaskManagers or slots, or a smaller --parallelism}.$after"
