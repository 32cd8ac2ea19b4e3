# The job and its Flink in one image (application mode), for compose.yaml and the Kubernetes operator.
# Build from the repository's folder, after "mvn -DskipTests package":
#   docker build -f docker/job.Dockerfile -t vitalwatch-job:0.1.0 .
FROM flink:2.2.1-java17

# Where compose.yaml keeps checkpoints: a new volume takes over this owner.
RUN mkdir -p /opt/flink/state && chown flink:flink /opt/flink/state

# Kubernetes' operator mounts a configuration of its own over conf/: kubernetes/job.yaml repeats both files.
COPY --chown=flink:flink jobs/vitals-alerts/flink-config.yaml /opt/flink/vitals-alerts.yaml
COPY --chown=flink:flink jobs/vitals-alerts/log4j-console.properties /opt/flink/conf/log4j-console.properties
RUN cat /opt/flink/vitals-alerts.yaml >>/opt/flink/conf/config.yaml

COPY --chown=flink:flink target/vitalwatch-job.jar /opt/flink/usrlib/vitalwatch-job.jar
