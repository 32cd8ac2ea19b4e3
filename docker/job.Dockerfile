# The job and its Flink in one image (application mode), for compose.yaml and the Kubernetes operator.
# Build from the repository's folder, after "mvn -DskipTests package":
#   docker build -f docker/job.Dockerfile -t vitalwatch-job:0.1.0 .
FROM flink:2.2.1-java17

# Where compose.yaml keeps checkpoints: a new volume takes over this owner.
RUN mkdir -p /opt/flink/state && chown flink:flink /opt/flink/state

COPY --chown=flink:flink target/vitalwatch-job.jar /opt/flink/usrlib/vitalwatch-job.jar
