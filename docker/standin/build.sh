#!/usr/bin/env bash
# Builds stand-ins for the images that docker/compose.yaml and the Dockerfiles take from a registry. For tests only.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/standin"

usage() {
    cat <<'EOT'
Usage: docker/standin/build.sh [OPTION...]

Builds local images under the tags that docker/compose.yaml and docker/*.Dockerfile name, for a
machine without an image registry. They contain Debian 12 (by debootstrap) with OpenJDK 17 and
Prometheus, the jars of Flink and Kafka from Maven, and small entry points with the same contract.
Use them only to test the compose file (see try.sh). There is no image of Grafana.

  --fetch-only    only the part that needs the network: Debian and the jars; uses no engine
  --offline       only the part that needs the engine: builds the images from the fetched files
  --mirror URL    the Debian mirror for debootstrap (default: its own default)
  --remove        only removes the images from the engine
  -h, --help      this text

Fetched files stay in target/standin and are used again; delete the folder to fetch them again. The
script never replaces an image that has one of the tags and is not a stand-in. It uses the engine of
the docker command (DOCKER_HOST). Needs root, debootstrap, tar, Maven, a JDK 17 or newer, and docker
with an engine.
EOT
}

fail() {
    echo "build.sh: $1" >&2
    exit "${2:-1}"
}

fetch=true images=true remove=false mirror=''
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --fetch-only) images=false; shift ;;
        --offline) fetch=false; shift ;;
        --remove) remove=true; shift ;;
        --mirror) { [ $# -ge 2 ] && [ -n "$2" ]; } || fail "--mirror needs an address. See --help." 2; mirror=$2; shift 2 ;;
        --mirror=*) mirror=${1#*=}; shift ;;
        *) fail "'$1' is unknown. See --help." 2 ;;
    esac
done
[ "$fetch" = true ] || [ "$images" = true ] || fail "--fetch-only and --offline leave nothing to do." 2

# tag FILE NAME: the one tag of an image that a file takes from a registry.
tag() {
    local found
    found=$(sed -n -E "s#^ *(FROM|image:) +($2:[^ ]+)\$#\\2#p" "$root/docker/$1" | sort -u)
    { [ -n "$found" ] && [ "$(wc -l <<<"$found")" = 1 ]; } || fail "docker/$1 does not name exactly one image $2."
    printf %s "$found"
}
java_tag=$(tag vitalwatch.Dockerfile eclipse-temurin)
flink_tag=$(tag job.Dockerfile flink)
kafka_tag=$(tag compose.yaml apache/kafka)
prometheus_tag=$(tag compose.yaml prom/prometheus)
base_tag=vitalwatch-standin:base
flink_version=${flink_tag#*:}
flink_version=${flink_version%%-*}
kafka_version=${kafka_tag#*:}

needs() {
    local command
    for command in "$@"; do
        command -v "$command" >/dev/null || fail "$command is missing. See --help for what is needed."
    done
}

scratch=''
cleanup() {
    [ -z "$scratch" ] || rm -rf --one-file-system "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A Debian with Java; Prometheus is taken out of it again and goes into its own image.
fetch_debian() {
    [ "$(id -u)" = 0 ] || fail "debootstrap needs root."
    needs debootstrap tar
    echo "Debian 12 with OpenJDK 17 and Prometheus (debootstrap)"
    local debian="$scratch/debian"
    debootstrap --variant=minbase --include=openjdk-17-jre-headless,prometheus bookworm "$debian" ${mirror:+"$mirror"} \
        >"$work/debootstrap.log" 2>&1 || fail "debootstrap failed; see $work/debootstrap.log"
    mkdir -p "$work/prometheus/bin"
    mv "$debian/usr/bin/prometheus" "$debian/usr/bin/promtool" "$work/prometheus/bin/"
    rm -rf "$debian"/var/cache/apt/* "$debian"/var/lib/apt/lists/* "$debian"/usr/share/{javascript,nodejs,doc,man,locale,prometheus} \
        "$debian"/etc/prometheus "$debian"/var/log/*.log
    mkdir -p "$debian/opt/java"
    ln -s ../../usr/lib/jvm/java-17-openjdk-amd64 "$debian/opt/java/openjdk"
    [ -x "$debian/opt/java/openjdk/bin/java" ] || ln -sfn "../../$(cd "$debian" && echo usr/lib/jvm/java-17-openjdk-*)" "$debian/opt/java/openjdk"
    tar -C "$debian" --numeric-owner --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -cf "$work/base.tar.part" .
    mv "$work/base.tar.part" "$work/base.tar"
}

# jars PROFILE FOLDER OPTION...: the jars of a profile of pom.xml, fetched once for each version.
jars() {
    local profile=$1 folder=$2
    shift 2
    local stamp
    stamp="$flink_version $kafka_version $(cksum <"$here/pom.xml") $*"
    [ "$(cat "$folder.stamp" 2>/dev/null)" != "$stamp" ] || return 0
    needs mvn
    echo "Jars of $profile (Maven)"
    rm -rf "$folder"
    # shellcheck disable=SC2086  # several options in MAVEN_ARGS are meant to be several words
    mvn -q -B ${MAVEN_ARGS:-} -f "$here/pom.xml" -P"$profile" -Dflink.version="$flink_version" -Dkafka.version="$kafka_version" \
        org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$folder" "$@" ||
        fail "Maven could not fetch the jars of $profile."
    printf %s "$stamp" >"$folder.stamp"
}

fetch_all() {
    mkdir -p "$work"
    # Not in /tmp, where debootstrap may be forbidden to make devices.
    scratch=$(mktemp -d "$work/scratch.XXXXXX")
    [ -f "$work/base.tar" ] || fetch_debian
    jars flink "$work/flink-lib"
    jars flink-plugins "$work/flink-plugins" -DincludeArtifactIds=flink-metrics-prometheus
    jars kafka "$work/kafka-libs"
    needs javac jar
    javac --release 17 -d "$scratch/classes" -cp "$work/flink-lib/*" "$here/flink/StandaloneJob.java" || fail "StandaloneJob.java does not compile."
    jar --create --file "$work/standalone-job.jar" -C "$scratch/classes" . || fail "jar failed."
}

# build TAG FOLDER: an image from the Dockerfile of a folder here and what was put beside it.
build() {
    echo "Image $1"
    cp "$here/$2/Dockerfile" "$scratch/$2/"
    # The engine's own builder: nothing here asks for more, and it never asks a registry for an image that is there.
    DOCKER_BUILDKIT=0 docker build --quiet --tag "$1" "$scratch/$2" >"$scratch/$2.log" 2>&1 || { cat "$scratch/$2.log" >&2; fail "building $1 failed."; }
}

build_all() {
    { [ -f "$work/base.tar" ] && [ -f "$work/standalone-job.jar" ]; } || fail "nothing was fetched yet: run it without --offline first."
    local image
    for image in "$java_tag" "$flink_tag" "$kafka_tag" "$prometheus_tag"; do
        if docker image inspect "$image" >/dev/null 2>&1 && ! is_standin "$image"; then
            fail "$image is there and is no stand-in; it is left alone, and nothing was built."
        fi
    done
    scratch=${scratch:-$(mktemp -d "${TMPDIR:-/tmp}/vitalwatch-standin.XXXXXX")}
    echo "Image $base_tag"
    docker import --change 'LABEL io.vitalwatch.standin=true' "$work/base.tar" "$base_tag" >/dev/null || fail "the engine did not take $work/base.tar."

    mkdir -p "$scratch/java" "$scratch/flink/opt/plugins/metrics-prometheus" "$scratch/flink/opt/bin" "$scratch/flink/opt/conf" \
        "$scratch/flink/opt/usrlib" "$scratch/flink/opt/log" "$scratch/kafka/opt/bin" "$scratch/kafka/docker" "$scratch/prometheus"
    build "$java_tag" java

    cp -r "$work/flink-lib" "$scratch/flink/opt/lib"
    cp "$work/standalone-job.jar" "$scratch/flink/opt/lib/"
    cp "$work"/flink-plugins/*.jar "$scratch/flink/opt/plugins/metrics-prometheus/"
    cp "$here/flink/config.yaml" "$here/flink/log4j-console.properties" "$scratch/flink/opt/conf/"
    install -m 755 "$here/flink/docker-entrypoint.sh" "$scratch/flink/"
    for image in standalone-job jobmanager taskmanager; do
        install -m 755 "$here/flink/process.sh" "$scratch/flink/opt/bin/$image.sh"
    done
    build "$flink_tag" flink

    cp -r "$work/kafka-libs" "$scratch/kafka/opt/libs"
    for image in kafka-topics kafka-console-consumer; do
        install -m 755 "$here/kafka/tool.sh" "$scratch/kafka/opt/bin/$image.sh"
    done
    install -m 755 "$here/kafka/run" "$scratch/kafka/docker/"
    cp "$here/kafka/log4j2.yaml" "$here/kafka/tools-log4j2.yaml" "$scratch/kafka/docker/"
    printf '# compose.yaml says everything.\n' >"$scratch/kafka/docker/server.properties"
    build "$kafka_tag" kafka

    cp -r "$work/prometheus/bin" "$scratch/prometheus/"
    build "$prometheus_tag" prometheus
    docker image ls --filter label=io.vitalwatch.standin --format '{{.Repository}}:{{.Tag}}  {{.Size}}'
}

is_standin() {
    [ "$(docker image inspect --format '{{index .Config.Labels "io.vitalwatch.standin"}}' "$1" 2>/dev/null)" = true ]
}

if [ "$remove" = true ]; then
    needs docker
    for image in "$java_tag" "$flink_tag" "$kafka_tag" "$prometheus_tag" "$base_tag"; do
        ! is_standin "$image" || docker image rm "$image" >/dev/null
    done
    exit 0
fi
if [ "$images" = true ]; then
    needs docker
    docker version >/dev/null 2>&1 || fail "no Docker engine answers. Start one, or let try.sh start its own."
fi
[ "$fetch" = false ] || fetch_all
[ "$images" = false ] || build_all
