#!/usr/bin/env bash
# Tests docker/compose.yaml on stand-in images: a delivery and its alarm, killed processes, an orderly stop. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
compose_file="$root/docker/compose.yaml"
# Grafana and PostgreSQL have no stand-ins; they and the console are left out.
services=(kafka topics jobmanager taskmanager receiver prometheus)
# Seconds within which each service must be ready for the checks.
patience=180

usage() {
    cat <<'EOT'
Usage: docker/standin/try.sh [OPTION...]

Starts docker/compose.yaml, unchanged, on the stand-in images of build.sh and checks:
  - the health of every service; the pages and metrics of the receiver and of Flink
  - a signed delivery and its alarm; a checkpoint
  - Prometheus' targets and rules, and the queries of the dashboard
  - an alarm after the TaskManager was killed, and after the JobManager was killed
  - an orderly stop, and "docker run" as in docker/vitalwatch.Dockerfile
Prints each check. The exit code is 0 when all pass.

  --storage-driver NAME  storage driver of the engine (default: the engine's choice, usually
                         overlay2; vfs works everywhere and takes some 5 GB)
  --keep-logs FILE       write the logs of all services to this file, however the script ends
  -h, --help             this text

The script starts its own engine (dockerd) in its own namespaces for network, mounts and processes,
with its files in a temporary folder. It uses no port of this machine and does not touch a running
engine. When it ends, only target/standin is left (see build.sh).

Needs root, docker with its compose plugin (2.x) and dockerd, iptables, iproute2, unshare, curl, openssl,
and what build.sh needs. On Debian 13: docker.io, docker-cli, docker-compose, debootstrap, iproute2, curl
and openssl; on Debian 12 the same without docker-cli, but its docker-compose is 1.29, and too old.
EOT
}

fail() {
    echo "try.sh: $1" >&2
    exit "${2:-1}"
}

driver='' logs=''
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --storage-driver | --keep-logs)
            { [ $# -ge 2 ] && [ -n "$2" ]; } || fail "$1 needs a value. See --help." 2
            set -- "$1=$2" "${@:3}"
            ;;
        --storage-driver=*) driver=${1#*=}; shift ;;
        --keep-logs=*) logs=$(realpath -m "${1#*=}"); shift ;;
        --inside) break ;;
        *) fail "'$1' is unknown. See --help." 2 ;;
    esac
done

# ---- outside: builds, makes room, starts the rest of this script in namespaces of its own, clears up

outside() {
    local command
    [ "$(id -u)" = 0 ] || fail "an engine of its own needs root."
    for command in docker dockerd iptables ip unshare curl openssl mvn java; do
        command -v "$command" >/dev/null || fail "$command is missing. See --help for what is needed."
    done
    docker compose version >/dev/null 2>&1 || fail "docker has no compose plugin (2.x): 'docker compose version' fails. See --help."

    if [ ! -f "$root/target/vitalwatch.jar" ] || [ ! -f "$root/target/vitalwatch-job.jar" ] ||
        [ -n "$(find "$root/pom.xml" "$root/src/main" -newer "$root/target/vitalwatch.jar" -print -quit)" ]; then
        echo "Building the jars"
        # shellcheck disable=SC2086  # several options in MAVEN_ARGS are meant to be several words
        mvn -q -B ${MAVEN_ARGS:-} -f "$root/pom.xml" -DskipTests package || fail "the build failed; see its messages above."
    fi
    "$here/build.sh" --fetch-only

    temporary=$(mktemp -d "${TMPDIR:-/tmp}/vitalwatch-try.XXXXXX")
    # The engine makes these folders where they are missing.
    made=()
    for command in /etc/docker /opt/containerd; do
        [ -e "$command" ] || made+=("$command")
    done
    # In the background, so that a signal takes effect at once.
    unshare --mount --net --pid --fork --kill-child --mount-proc "$here/try.sh" \
        ${driver:+"--storage-driver=$driver"} ${logs:+"--keep-logs=$logs"} --inside "$temporary" </dev/null &
    inside=$!
    wait "$inside"
}

# lives PID: the process exists and is not a zombie.
lives() {
    local line
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    line=${line##*) }
    [ "${line%% *}" != Z ] && [ "${line%% *}" != X ]
}

temporary='' inside='' made=()
clear_up() {
    local code=$? folder first=()
    trap '' INT TERM
    if [ -n "$inside" ]; then
        # The end of the first process of a namespace, which is the child of unshare, is the end of all others in it: engine, containers,
        # networks, mounts.
        read -ra first 2>/dev/null <"/proc/$inside/task/$inside/children" || true
        kill -KILL "$inside" "${first[@]}" 2>/dev/null || true
        wait "$inside" 2>/dev/null || true
        while [ -n "${first[0]-}" ] && lives "${first[0]}"; do
            sleep 0.2
        done
    fi
    if [ -n "$temporary" ]; then
        find /sys/fs/cgroup -depth -type d -path "*/$(basename "$temporary")*" -exec rmdir {} + 2>/dev/null || true
        rm -rf --one-file-system "$temporary" || true
        for folder in ${made[@]+"${made[@]}"}; do
            [ ! -d "$folder" ] || find "$folder" -depth -type d -empty -delete
        done
    fi
    exit "$code"
}

# ---- inside: the engine, the stack, the checks

checks=0
ok() {
    checks=$((checks + 1))
    echo "ok    $1"
}

wrong() {
    echo "WRONG $1" >&2
    compose ps --all >&2 || true
    compose logs --no-color --tail 15 >&2 || true
    [ -z "$logs" ] || compose logs --no-color --timestamps >"$logs" 2>&1 || true
    exit 1
}

# In pipes no "grep -q": it ends early, and the broken pipe before it would count as a failure.

# until_true SECONDS WHAT COMMAND...: asks each second until the command succeeds.
until_true() {
    local seconds=$1 what=$2 start=$SECONDS
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $((SECONDS - start)) -lt "$seconds" ] || { "$@" >&2 || true; wrong "$what: not within $seconds s"; }
        sleep 1
    done
    ok "$what ($((SECONDS - start)) s)"
}

compose() {
    docker compose -f "$compose_file" "$@"
}

container() {
    compose ps --all --quiet "$1"
}

# has ADDRESS TEXT: the answer is a success and holds the text.
has() {
    [[ $(curl -fsS --max-time 10 "$1") == *"$2"* ]]
}

# status CODE CURL-ARGUMENT...
status() {
    [ "$(curl -sS --max-time 15 -o /dev/null -w '%{http_code}' "${@:2}")" = "$1" ]
}

# The address inside; this script sees the bridge.
address() {
    docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(container "$1")"
}

# "docker kill" would be an operator's stop, after which nothing is started again; this is a crash.
kill_process() {
    kill -KILL "$(docker inspect --format '{{.State.Pid}}' "$(container "$1")")"
}

healthy() {
    [ "$(docker inspect --format '{{.State.Health.Status}}' "$(container "$1")")" = healthy ]
}

restarted() {
    [ "$(docker inspect --format '{{.RestartCount}} {{.State.Running}}' "$(container "$1")")" = '1 true' ]
}

prometheus() {
    curl -fsS --max-time 10 --get "http://localhost:9090/api/v1/$1" "${@:2}"
}

all_targets_up() {
    local targets
    targets=$(prometheus targets --data state=active | grep -o '"health":"[a-z]*"')
    [ "$(wc -l <<<"$targets")" = 3 ] && [ "$(sort -u <<<"$targets")" = '"health":"up"' ]
}

all_rules_good() {
    local good
    good=$(prometheus rules | grep -o '"health":"[a-z]*"')
    [ "$(wc -l <<<"$good")" = "$(grep -c -- '- alert:' "$root/docker/prometheus/vitalwatch-alerts.yml")" ] && [ "$(sort -u <<<"$good")" = '"health":"ok"' ]
}

# The dashboard's queries; those that have no value yet, one a line.
empty_queries() {
    local query answer
    while IFS= read -r query; do
        answer=$(prometheus query --data-urlencode "query=$query") || { echo "refused: $query"; continue; }
        ! grep -q '"result":\[\]' <<<"$answer" || echo "$query"
    done < <(sed -n 's/^ *"expr": "\(.*\)",\{0,1\}$/\1/p' "$root/docker/grafana/dashboards/vitalwatch.json" | sed 's/\\"/"/g')
}

dashboard_has_values() {
    local empty
    empty=$(empty_queries)
    echo "${empty:+Without a value: $empty}"
    [ -z "$empty" ]
}

flink() {
    curl -fsS --max-time 10 "http://$(address jobmanager):8081/$1"
}

find_job() {
    job=$(flink jobs/overview | grep -o '"jid":"[0-9a-f]*"' | cut -d'"' -f4)
}

job_running() {
    flink jobs/overview | grep '"state":"RUNNING"' && [ "$(flink "jobs/$job" | grep -o '"status":"[A-Z]*"' | sort -u)" = '"status":"RUNNING"' ]
}

# more_checkpoints NUMBER: more than that many are complete.
completed() {
    flink "jobs/$job/checkpoints" | sed -n 's/.*"counts":{[^}]*"completed":\([0-9]*\).*/\1/p'
}
more_checkpoints() {
    [ "$(completed)" -gt "$1" ]
}

# post USER [SIGNATURE]: the example of docs/receiver.md; prints the status.
post() {
    local body signature
    body='{"user_uuid":"'$1'","data":[[{"timestamp":"'$(date +%s000)'","bpm":"79","bpm_q":"2","wearing":"4","cardiac_arrest":"1"}]]}'
    signature=${2-$(printf %s "$body" | openssl dgst -sha256 -hmac "$CORSANO_SECRET" | sed 's/^.* //')}
    curl -sS --max-time 15 -o /dev/null -w '%{http_code}' http://localhost:8080/webhooks/corsano -H 'Content-Type: application/json' \
        -H "X-Corsano-Signature: $signature" --data-binary "$body"
}

# alarm USER: the alarm as the consumer of compose.yaml's header reads it.
alarm() {
    compose exec -T kafka /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server kafka:9092 --topic vitals.alerts --from-beginning \
        --timeout-ms 3000 2>/dev/null | grep -F "\"user\":\"$1\"" | grep -F '"rule":"cardiac-arrest"' | grep -F '"phase":"start"' |
        grep -F '"freshness":"live"'
}

listed() {
    compose exec -T kafka /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --list
}

inside() {
    local folder=$1 start name before code address
    ip link set lo up
    # An engine of this machine must not be visible here, and nothing may be left in /run or /etc/docker.
    mount -t tmpfs none /run
    mkdir -p /etc/docker
    mount -t tmpfs none /etc/docker
    unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH COMPOSE_FILE COMPOSE_PROFILES COMPOSE_PROJECT_NAME
    export DOCKER_HOST="unix://$folder/docker.sock" BUILDX_CONFIG="$folder/buildx" TMPDIR="$folder"
    CORSANO_SECRET=$(openssl rand -hex 16)
    export CORSANO_SECRET_FILE="$folder/corsano-secret"
    printf %s "$CORSANO_SECRET" >"$CORSANO_SECRET_FILE"
    chmod 644 "$CORSANO_SECRET_FILE"

    dockerd --host "$DOCKER_HOST" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/docker.pid" \
        --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$(basename "$folder")" ${driver:+--storage-driver "$driver"} \
        >"$folder/dockerd.log" 2>&1 &
    local engine=$!
    for _ in $(seq 60); do
        ! docker version >/dev/null 2>&1 || break
        kill -0 "$engine" 2>/dev/null || { tail -n 20 "$folder/dockerd.log" >&2; fail "the engine did not start; see its last messages above."; }
        sleep 1
    done
    ok "$(docker version --format 'engine {{.Server.Version}}, client {{.Client.Version}}'), compose $(docker compose version --short), \
storage $(docker info --format '{{.Driver}}')"

    start=$SECONDS
    "$here/build.sh" --offline || fail "building the stand-ins failed."
    ok "stand-ins built ($((SECONDS - start)) s)"

    start=$SECONDS
    compose up --build --detach "${services[@]}" >"$folder/up.log" 2>&1 || { cat "$folder/up.log" >&2; wrong "docker compose up"; }
    ok "docker compose up --build ($((SECONDS - start)) s)"
    for name in kafka jobmanager taskmanager receiver; do
        until_true "$patience" "$name is healthy" healthy "$name"
    done
    [ "$(docker inspect --format '{{.State.Status}} {{.State.ExitCode}}' "$(container topics)")" = 'exited 0' ] || wrong "topics did not end well"
    for name in corsano.raw corsano.deliveries corsano.studies vitals.alerts vitals.windows vitals.rejected vitals.receivers; do
        listed | grep -xF "$name" >/dev/null || wrong "no topic $name"
    done
    ok "seven topics created, topics ended with 0"

    until_true "$patience" "Flink's REST on port 8081 knows the job" find_job
    until_true "$patience" "it runs with all its tasks" job_running
    has "http://$(address jobmanager):8081/" 'Apache Flink Web Dashboard' || wrong "no web UI of Flink on port 8081"
    ok "Flink's web UI answers"
    until_true 30 "receiver: /health/ready on port 8082" status 200 http://localhost:8082/health/ready
    [ "$(post stranger 0000)" = 401 ] || wrong "a wrong signature was not refused with 401"
    ok "a wrong signature is answered 401"
    [ "$(post 'e962******2c5c')" = 204 ] || wrong "the delivery of docs/receiver.md was not answered 204"
    ok "the delivery of docs/receiver.md, signed by openssl and posted by curl, is answered 204"
    until_true 60 "its alarm is on vitals.alerts (kafka-console-consumer.sh)" alarm 'e962******2c5c'
    alarm 'e962******2c5c' | sed 's/^/      /'
    has http://localhost:8082/deliveries '<html' || wrong "no delivery page"
    has http://localhost:8082/api/deliveries '"http":204' || wrong "the delivery is not in the receiver's history"
    ok "delivery page and history"
    has http://localhost:8082/metrics vitalwatch_receiver || wrong "no metrics of the receiver"
    # Prometheus 3 takes nothing without a type that it knows; the stand-in's Prometheus 2 would.
    for address in localhost:8082 "$(address jobmanager):9249" "$(address taskmanager):9249"; do
        [[ $(curl -sS --max-time 10 -o /dev/null -w '%{content_type}' "http://$address/metrics" | tr -d ' ') == 'text/plain;version=0.0.4'* ]] ||
            wrong "/metrics of $address has a type that Prometheus 3 does not take"
    done
    ok "/metrics of receiver, JobManager and TaskManager, of a type that Prometheus 3 takes too"
    java -cp "$root/target/standin/kafka-libs/*" org.apache.kafka.tools.TopicCommand --bootstrap-server localhost:9094 --list 2>/dev/null |
        grep -xF vitals.alerts >/dev/null || wrong "Kafka cannot be used from outside on localhost:9094"
    ok "Kafka answers outside on localhost:9094"

    until_true 60 "Prometheus: JobManager, TaskManager and receiver are scraped" all_targets_up
    until_true 60 "Prometheus: all $(grep -c -- '- alert:' "$root/docker/prometheus/vitalwatch-alerts.yml") alert rules loaded and evaluated" all_rules_good
    until_true 60 "every query of the dashboard has values" dashboard_has_values
    ! prometheus alerts | grep '"state":"firing"' >/dev/null || wrong "an alert of Prometheus fires: $(prometheus alerts)"
    ok "no alert fires"

    until_true 60 "a checkpoint is complete" more_checkpoints 0
    compose exec -T taskmanager find /opt/flink/state/checkpoints -name _metadata | grep . >/dev/null || wrong "no checkpoint on the volume state"
    ok "it lies on the volume that both share"

    before=$(completed)
    kill_process taskmanager
    until_true 60 "TaskManager killed (-9): its container is started again" restarted taskmanager
    [ "$(post after-the-kill)" = 204 ] || wrong "a delivery while the job restarts was not answered 204"
    ok "a delivery while the job restarts is answered 204"
    until_true "$patience" "its alarm is on vitals.alerts" alarm after-the-kill
    until_true "$patience" "the job runs again with all its tasks" job_running
    flink "jobs/$job/checkpoints" | grep '"restored":[1-9]' >/dev/null || wrong "the job was not restored from a checkpoint"
    until_true 60 "restored from a checkpoint, and checkpoints go on" more_checkpoints "$before"
    until_true "$patience" "taskmanager is healthy" healthy taskmanager
    until_true 60 "Prometheus sees all three again" all_targets_up

    # Without high availability a new JobManager starts a new job without state, at the offsets that the last checkpoint committed.
    kill_process jobmanager
    until_true 60 "JobManager killed (-9): its container is started again" restarted jobmanager
    [ "$(post after-the-second-kill)" = 204 ] || wrong "a delivery without a JobManager was not answered 204"
    until_true "$patience" "the alarm of a delivery that came meanwhile is on vitals.alerts" alarm after-the-second-kill
    until_true "$patience" "Flink's REST knows the new job" find_job
    until_true "$patience" "it runs with all its tasks" job_running
    [ "$(post to-the-new-job)" = 204 ] || wrong "a delivery to the new job was not answered 204"
    until_true "$patience" "the alarm of a delivery to it is on vitals.alerts" alarm to-the-new-job
    until_true 60 "a checkpoint is complete" more_checkpoints 0

    mkdir "$folder/replay"
    chmod 755 "$folder/replay"
    printf '{"received_at":%s,"body":{"user_uuid":"u","data":[[{"timestamp":"%s","bpm":"79","bpm_q":"2","wearing":"4","cardiac_arrest":"1"}]]}}\n' \
        1763562154000 1763562121000 >"$folder/replay/deliveries.ndjson"
    docker run --rm --volume "$folder/replay:/data" vitalwatch:0.1.0 replay /data/deliveries.ndjson >"$folder/replay.log" 2>&1 ||
        { cat "$folder/replay.log" >&2; wrong "docker run … replay"; }
    grep '^ *cardiac-arrest ' "$folder/replay.log" >/dev/null || { cat "$folder/replay.log" >&2; wrong "docker run … replay raises no alarm"; }
    ok "docker run vitalwatch:0.1.0 replay, as docker/vitalwatch.Dockerfile has it"

    docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' | sed 's/^/      /'
    docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' vitalwatch* | grep -v standin | sed 's/^/      /'
    [ -z "$logs" ] || compose logs --no-color --timestamps >"$logs" 2>&1

    # Each container ends on SIGTERM. 137 would be a SIGKILL after ten seconds.
    start=$SECONDS
    compose stop >"$folder/stop.log" 2>&1 || { cat "$folder/stop.log" >&2; wrong "docker compose stop"; }
    for name in "${services[@]}"; do
        code=$(docker inspect --format '{{.State.ExitCode}}' "$(container "$name")")
        case "$code" in
            0 | 143) ;;
            *) wrong "$name ended with $code when it was asked to stop" ;;
        esac
    done
    ok "every service ends by itself when asked to stop ($((SECONDS - start)) s)"
    compose down --volumes >"$folder/down.log" 2>&1 || { cat "$folder/down.log" >&2; wrong "docker compose down --volumes"; }
    [ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)$(docker network ls --quiet --filter type=custom)" ] ||
        wrong "docker compose down --volumes left containers, volumes or networks behind"
    ok "docker compose down --volumes leaves no container, volume or network"
    "$here/build.sh" --remove || fail "the stand-ins could not be removed."
    [ -z "$(docker image ls --quiet eclipse-temurin)$(docker image ls --quiet flink)$(docker image ls --quiet vitalwatch-standin)" ] ||
        fail "build.sh --remove leaves stand-ins behind"
    ok "build.sh --remove"
    echo "      disk used by the engine: $(du -sh "$folder/data" | cut -f1)"
    kill "$engine"
    wait "$engine" || true
    echo "$checks checks, all good, in $SECONDS s."
}

if [ "${1-}" = --inside ]; then
    inside "$2"
else
    trap clear_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    outside
fi
