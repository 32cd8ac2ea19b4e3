#!/usr/bin/env bash
# Runs the whole system on this machine: builds what is missing, then runs "vitalwatch.jar local" with all its arguments.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar="$root/target/vitalwatch.jar"

usage() {
    cat <<'EOF'
Usage: jobs/local.sh [OPTION...]

Starts the whole system in one process: a simulator that plays the vendor and posts signed
webhooks, the receiver, a Kafka broker, a Flink cluster and the job. Prints the addresses of the
pages, then the alarms. Ctrl-C stops everything that it started.

Common options:
  --for TIME           stop after this much real time, with a summary, such as 60s
  --speed N            simulated seconds in a real second (default 10)
  --scenario NAME      what happens to the patients: a bundled scenario or a YAML file (default demo)
  --replay FILE        post a recording in place of a simulation; "bundled" is a day of real readings
  --alerts FILE        also write the alarm records to this file, as NDJSON
  --truth FILE         write what the simulator injects to this file, for "score"
  --port PORT          port of the receiver (default: any free port)
  --ui-port PORT       port of Flink's web UI (default: any free port)
  --name=value         any parameter of the job

All options: java -jar target/vitalwatch.jar local --help

Needs a JDK 17 or newer, and Maven to build the jar the first time and after changes.
JAVA_HOME selects the Java; JAVA_OPTS are its options.
EOF
}

fail() {
    echo "local.sh: $1" >&2
    exit 1
}

for argument in "$@"; do
    case "$argument" in
        -h | --help) usage; exit 0 ;;
        --) break ;;
    esac
done

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null || fail "no Java found ($java). Install a JDK 17 or newer, or set JAVA_HOME to one."
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
case "$version" in
    '' | *[!0-9]*) fail "Java $version is too old. Install a JDK 17 or newer, or set JAVA_HOME to one." ;;
esac
[ "$version" -ge 17 ] || fail "Java $version is too old. Install a JDK 17 or newer, or set JAVA_HOME to one."

if [ ! -f "$jar" ] || [ -n "$(find "$root/pom.xml" "$root/src/main" -newer "$jar" -print -quit)" ]; then
    command -v "${java%java}javac" >/dev/null || fail "this Java $version has no compiler. Install a JDK (not a JRE) 17 or newer."
    command -v mvn >/dev/null || fail "no Maven found (mvn), and $jar is missing or older than its sources. Install Maven 3.8 or newer."
    echo "Building target/vitalwatch.jar; the first time this fetches dependencies and takes a few minutes." >&2
    mvn -q -B -f "$root/pom.xml" -DskipTests package || fail "the build failed; see its messages above."
fi

# shellcheck disable=SC2086  # several options in JAVA_OPTS are meant to be several words
exec "$java" -XX:+ExitOnOutOfMemoryError ${JAVA_OPTS:-} -jar "$jar" local "$@"
