# Sourced by the benchmark scripts: builds what is missing and runs a main class of src/bench. Do not start it by itself.
# Expects $name (for messages); defines fail and run_bench.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "$name: $1" >&2
    exit 1
}

# run_bench MAIN-CLASS JVM-OPTIONS ARGUMENT...
run_bench() {
    local main=$1 options=$2
    shift 2
    local java="${JAVA_HOME:+$JAVA_HOME/bin/}java" classpath="$root/target/bench.classpath" built="$root/target/bench.built"
    command -v "$java" >/dev/null || fail "no Java found ($java). Install a JDK 17 or newer, or set JAVA_HOME to one."
    if [ ! -f "$built" ] || [ ! -f "$classpath" ] \
        || [ -n "$(find "$root/pom.xml" "$root/src/main" "$root/src/bench" -newer "$built" -print -quit)" ]; then
        command -v mvn >/dev/null || fail "no Maven found (mvn), and the benchmarks are not built. Install Maven 3.8 or newer."
        echo "Building the benchmarks; the first time this fetches dependencies and takes a few minutes." >&2
        mvn -q -B -f "$root/pom.xml" -Pbench test-compile dependency:build-classpath >&2 || fail "the build failed; see its messages above."
        touch "$built"
    fi
    # The packages of the JDK that Flink's and Kafka's own scripts open.
    local opens="" each
    for each in lang util time net nio; do opens="$opens --add-opens=java.base/java.$each=ALL-UNNAMED"; done
    # shellcheck disable=SC2086  # options are meant to be several words
    exec "$java" $opens $options ${JAVA_OPTS:-} \
        -cp "$root/target/bench-classes:$root/target/classes:$(cat "$classpath")" "$main" "$@"
}
