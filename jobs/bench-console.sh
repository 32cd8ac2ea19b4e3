#!/usr/bin/env bash
# Measures a console with broker and job beside it, or its ward in a browser; see --help.
set -euo pipefail

name=bench-console.sh
# shellcheck source=jobs/bench-run.sh
. "$(dirname "${BASH_SOURCE[0]}")/bench-run.sh"
if [ "${1:-}" = --pages ]; then
    shift
    [ $# -gt 0 ] || set -- 10 1000 5000
    [ -f "$root/target/playwright/package/cli.js" ] || fail "Playwright's driver is missing. Run .ci/browser once."
    mvn -q -B -ntp -f "$root/pom.xml" -Pbrowser test-compile dependency:build-classpath \
        -Dmdep.outputFile="$root/target/browser.classpath" >&2 || fail "the build failed; see its messages above."
    PLAYWRIGHT_NODEJS_PATH=$(command -v node) exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx2g \
        -Dplaywright.cli.dir="$root/target/playwright" \
        -cp "$root/target/test-classes:$root/target/classes:$(cat "$root/target/browser.classpath")" \
        io.vitalwatch.console.ConsoleFigures "$@"
fi
run_bench io.vitalwatch.bench.ConsoleBenchmark "-Xmx2g" "$@"
