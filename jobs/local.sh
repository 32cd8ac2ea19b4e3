#!/usr/bin/env bash
# The whole system on this machine: builds what is missing, then runs "vitalwatch.jar local" with all arguments given.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar="$root/target/vitalwatch.jar"

usage() {
    cat <<'EOF'
Usage: jobs/local.sh [OPTION...]

Starts Kafka and Flink in one process, plays a bundled day of real vital signs into the raw
topic and shows alarms as they come. Needs a JDK 17 or newer, and Maven to build the jar the
first time and after changes. Ctrl-C stops everything that it started.

Often used:
  --for 60s            end by itself after a minute, with a summary
  --speed 60           recorded time a unit of real time (default 600)
  --replay FILE        play another recording
  --alerts FILE        write the alarm records as NDJSON too
  --ui-port 8081       port of Flink's web UI (default: any that is free)
  --name=value         any parameter of the job

All options: java -jar target/vitalwatch.jar local --help
JAVA_HOME chooses the Java, JAVA_OPTS goes to it.
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
    mvn -q -B -f "$root/pom.xml" -DskipTests package || fail "the build failed; its messages stand above."
fi

# shellcheck disable=SC2086  # several options in JAVA_OPTS are meant to be several words
exec "$java" ${JAVA_OPTS:-} -jar "$jar" local "$@"
