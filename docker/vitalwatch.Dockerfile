# All commands of vitalwatch.jar (local, replay and the others).
# Build from the repository's folder, after "mvn -DskipTests package":
#   docker build -f docker/vitalwatch.Dockerfile -t vitalwatch:0.1.0 .
#   docker run --rm -v "$PWD:/data" vitalwatch:0.1.0 replay /data/deliveries.ndjson
FROM eclipse-temurin:17-jre

RUN useradd --system --create-home --uid 9998 vitalwatch
COPY target/vitalwatch.jar /opt/vitalwatch/vitalwatch.jar
USER vitalwatch
WORKDIR /home/vitalwatch

# After an OutOfMemoryError a JVM is not to be trusted: it ends, and the restart policy of the container starts it again.
ENTRYPOINT ["java", "-XX:+ExitOnOutOfMemoryError", "-XX:MaxRAMPercentage=60", "-jar", "/opt/vitalwatch/vitalwatch.jar"]
CMD ["--help"]
