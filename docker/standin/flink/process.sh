#!/usr/bin/env bash
# Stand-in for standalone-job.sh, jobmanager.sh and taskmanager.sh (its name says which), for trying out only.
set -euo pipefail

home=${FLINK_HOME:-/opt/flink}
kind=$(basename "$0" .sh)
[ "${1-}" = start-foreground ] || { echo "$kind.sh: only start-foreground is known here." >&2; exit 2; }
shift

resources=GET_JM_RESOURCE_PARAMS
case "$kind" in
    standalone-job) main=StandaloneJob ;;
    jobmanager) main=org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint ;;
    taskmanager) main=org.apache.flink.runtime.taskexecutor.TaskManagerRunner resources=GET_TM_RESOURCE_PARAMS ;;
    *) echo "$kind.sh is not known." >&2; exit 2 ;;
esac

# Flink works out heap, direct memory and metaspace from the one total of its configuration: a line for the JVM, a line for the process.
mapfile -t sizes < <(java -cp "$home/lib/*" org.apache.flink.runtime.util.bash.BashJavaUtils "$resources" --configDir "$home/conf" |
    sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p')
[ "${#sizes[@]}" = 2 ] || { echo "$kind.sh: Flink could not work out its memory." >&2; exit 1; }
read -ra jvm <<<"${sizes[0]}"
read -ra settings <<<"${sizes[1]}"

options=(-XX:+UseG1GC "-Dlog4j.configurationFile=file:$home/conf/log4j-console.properties")
for part in java.lang java.net java.io java.nio java.lang.reflect java.text java.time java.util java.util.concurrent \
    java.util.concurrent.atomic java.util.concurrent.locks; do
    options+=("--add-opens=java.base/$part=ALL-UNNAMED")
done
options+=(--add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-exports=java.base/sun.net.util=ALL-UNNAMED)

exec java "${jvm[@]}" "${options[@]}" -cp "$home/lib/*" "$main" --configDir "$home/conf" "${settings[@]}" "$@"
