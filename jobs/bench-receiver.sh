#!/usr/bin/env bash
# Measures the receiver and a bare Jetty handler in turn; see --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
    cat <<'EOF'
Usage: jobs/bench-receiver.sh [--connections N] [--seconds N] [--rounds N] [--samples N] [--heap SIZE]

Sends the same signed requests to two servers in turn: the webhook receiver, which answers 204
after a real Kafka broker has acknowledged, and a bare Jetty handler, which reads the request and
answers 204. Prints the rate of each run, the ratio of the medians, the slowest answer, the memory,
and whether every request that was answered 204 is in the topic. Client, broker and servers share
one process.

  --connections N   connections that are kept busy (default 256)
  --seconds N       length of a run (default 10)
  --rounds N        runs of each server (default 3), after one run to warm up
  --samples N       samples in a request, some 520 bytes each (default 4)
  --heap SIZE       -Xmx of the process (default 1g)
  -h, --help        this text

Needs a JDK 17 or newer and Maven.
EOF
}

fail() {
    echo "bench-receiver.sh: $1" >&2
    exit 2
}

connections=256 seconds=10 rounds=3 samples=4 heap=1g
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --connections=* | --seconds=* | --rounds=* | --samples=* | --heap=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
        --connections | --seconds | --rounds | --samples)
            [[ "${2:-}" =~ ^[1-9][0-9]{0,5}$ ]] || fail "$1 needs a number"
            declare "${1#--}=$2"
            shift 2 ;;
        --heap) [ -n "${2:-}" ] || fail "--heap needs a size"; heap=$2; shift 2 ;;
        *) fail "unknown option $1; --help shows all" ;;
    esac
done

command -v mvn >/dev/null || fail "no Maven found (mvn). Install Maven 3.8 or newer."
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
mkdir -p "$root/target"
mvn -q -B -f "$root/pom.xml" test-compile dependency:build-classpath -Dmdep.outputFile="$root/target/bench.classpath" >&2 \
    || fail "the build failed; see its messages above"
exec "$java" "-Xmx$heap" -cp "$root/target/test-classes:$root/target/classes:$(cat "$root/target/bench.classpath")" \
    io.vitalwatch.receiver.http.ReceiverBenchmark "$connections" "$seconds" "$rounds" "$samples"
