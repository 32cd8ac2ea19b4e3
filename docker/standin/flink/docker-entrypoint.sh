#!/usr/bin/env bash
# Stand-in for the entry point of Flink's image, for trying out only: writes FLINK_PROPERTIES into the configuration and starts one process.
set -euo pipefail

# Each line of FLINK_PROPERTIES is "name: value"; the last one of a name counts, whatever the configuration file says.
settings=("-Djobmanager.rpc.address=${JOB_MANAGER_RPC_ADDRESS:-$(hostname)}" -Dblob.server.port=6124 -Dquery.server.port=6125)
while IFS= read -r line; do
    name=${line%%:*} value=${line#*:}
    name=${name//[[:space:]]/}
    value=${value#"${value%%[![:space:]]*}"}
    [ -z "$name" ] || settings+=("-D$name=$value")
done <<<"${FLINK_PROPERTIES:-}"

# Flink itself reads, changes and writes its configuration; what it prints for a script carries a prefix.
changed=$(java -cp "$FLINK_HOME/lib/*" org.apache.flink.runtime.util.bash.BashJavaUtils \
    UPDATE_AND_GET_FLINK_CONFIGURATION --configDir "$FLINK_HOME/conf" "${settings[@]}" | sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p')
[ -n "$changed" ] || { echo "docker-entrypoint.sh: Flink gave no configuration back." >&2; exit 1; }
printf '%s\n' "$changed" >"$FLINK_HOME/conf/config.yaml"

case "${1:-help}" in
    standalone-job | jobmanager | taskmanager) exec "$FLINK_HOME/bin/$1.sh" start-foreground "${@:2}" ;;
    help) echo "Usage: docker-entrypoint.sh standalone-job|jobmanager|taskmanager [ARGUMENT...]" ;;
    *) exec "$@" ;;
esac
