#!/usr/bin/env bash
# Attacks the receiver and measures what becomes of signed deliveries meanwhile; see --help.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
    cat <<'EOF'
Usage: jobs/bench-attacks.sh [--attack PATTERN] [--seconds N] [--heap SIZE] [--from ADDRESS]

Starts a receiver in a process of its own for each attack, attacks it from another process, and posts
a signed delivery every 50 ms, each on a new connection from 127.0.0.1. Prints a row for
each attack: its load, the deliveries that were answered 204, those with another answer, those without
one, the time of half and of 99 % of the answers, the receiver's largest resident memory, the slowest
answer of /health/live, the receiver's processor time, and how long after the attack a delivery was
answered 204. All of it is on loopback, and bounded. The attacker has the lowest priority, so it takes
the processor time that is left, and none of the receiver's: as if it ran on another machine.

The exit code is 1 if a receiver ended, was not live afterwards, or took no delivery within 30 s.

  --attack PATTERN  only attacks whose name contains this regular expression (default: all)
  --seconds N       length of an attack (default 12)
  --heap SIZE       -Xmx of the receiver (default 256m)
  --from ADDRESS    the attacker's address: 127.0.0.1, which is the sender's too (default), or another
                    one such as 127.0.0.2, which shows what limits for each address are worth; attacks
                    that need a handshake come from 127.0.0.1 always
  -h, --help        this text

Needs a JDK 17 or newer and Maven.
EOF
}

fail() {
    echo "bench-attacks.sh: $1" >&2
    exit 2
}

attack='' seconds=12 heap=256m from=127.0.0.1
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --attack=* | --seconds=* | --heap=* | --from=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
        --seconds)
            [[ "${2:-}" =~ ^[1-9][0-9]{0,3}$ ]] || fail "$1 needs a number"
            seconds=$2
            shift 2 ;;
        --attack | --heap | --from) [ -n "${2:-}" ] || fail "$1 needs a value"; declare "${1#--}=$2"; shift 2 ;;
        *) fail "unknown option $1; --help shows all" ;;
    esac
done

command -v mvn >/dev/null || fail "no Maven found (mvn). Install Maven 3.8 or newer."
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
mkdir -p "$root/target"
mvn -q -B -f "$root/pom.xml" test-compile dependency:build-classpath -Dmdep.outputFile="$root/target/bench.classpath" >&2 \
    || fail "the build failed; see its messages above."
exec "$java" -Xmx1g -cp "$root/target/test-classes:$root/target/classes:$(cat "$root/target/bench.classpath")" \
    io.vitalwatch.receiver.attack.AttackTable "$seconds" "$heap" "$attack" "$from"
