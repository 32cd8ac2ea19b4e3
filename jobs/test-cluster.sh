#!/usr/bin/env bash
# A Flink cluster of several processes and a Kafka broker on this machine, without images: for trying submissions, upgrades and faults.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home="$root/target/test-cluster"

usage() {
    cat <<'EOT'
Usage: jobs/test-cluster.sh start|stop|status [--dir FOLDER]

Runs a Flink cluster and a Kafka broker as processes on this machine, without images.

  start    starts a JobManager, two TaskManagers (two slots each) and a Kafka broker with the four
           topics, each a process with free ports of the loopback interface; prints the addresses
  status   prints addresses and process ids; exit code 0 when all run, 1 when some do not run,
           3 when there is no cluster
  stop     stops what start started and deletes its files, checkpoints and savepoints included

  --dir FOLDER   where the cluster keeps its files (default: target/test-cluster)
  -h, --help     this text

After start, submit the job with the addresses that it prints:
  jobs/vitals-alerts/submit.sh --rest http://127.0.0.1:PORT --kafka.bootstrap.servers=127.0.0.1:PORT

Needs a JDK 17 or newer and Maven. A checkpoint is taken every second. Not for production.
EOT
}

fail() {
    echo "test-cluster.sh: $1" >&2
    exit "${2:-1}"
}

command=''
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --dir) [ $# -ge 2 ] && [ -n "$2" ] || fail "--dir needs a folder. See --help." 2; home=$2; shift 2 ;;
        --dir=*) home=${1#*=}; shift ;;
        start | stop | status) [ -z "$command" ] || fail "give one of start, stop and status." 2; command=$1; shift ;;
        *) fail "'$1' is unknown. See --help." 2 ;;
    esac
done
[ -n "$command" ] || { usage >&2; exit 2; }

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null || fail "no Java found ($java). Install a JDK 17 or newer, or set JAVA_HOME to one."

# The servers come from the build's own dependencies; the list of their jars is kept beside the jars.
jars="$root/target/test.classpath"
if [ "$command" != start ] && [ ! -f "$jars" ]; then
    [ ! -d "$home" ] || fail "$home exists, but the build was deleted: build again (mvn -DskipTests package), or stop the processes by hand."
    echo "No cluster in $home"
    [ "$command" = stop ] && exit 0 || exit 3
fi
if [ "$command" = start ] && { [ ! -f "$jars" ] || [ -n "$(find "$root/pom.xml" "$root/src" -newer "$jars" -print -quit)" ]; }; then
    command -v mvn >/dev/null || fail "no Maven found (mvn). Install Maven 3.8 or newer."
    echo "Building the job and the tests' classes." >&2
    # shellcheck disable=SC2086  # several options in MAVEN_ARGS are meant to be several words
    mvn -q -B ${MAVEN_ARGS:-} -f "$root/pom.xml" -DskipTests package \
        org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath -Dmdep.outputFile="$jars" -Dmdep.includeScope=test ||
        fail "the build failed; see its messages above."
    touch "$jars"
fi

exec "$java" -cp "$root/target/test-classes:$root/target/classes:$(cat "$jars")" io.vitalwatch.cluster.ProcessClusterMain "$command" "$home"
