package io.vitalwatch.cluster;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Class paths of the servers: parts of the class path of the tests. */
final class ClassPaths {
    /** Jars that Flink's distribution does not have in its lib, and jars of the tests. */
    private static final List<String> NOT_FLINK = List.of("/flink-connector-kafka/", "/flink-connector-base/", "/flink-test-utils", "-tests.jar",
            "/org/apache/kafka/", "/com/fasterxml/jackson/", "/zstd-jni/", "/lz4-java/", "/snappy-java/", "/picocli/", "/org/scala-lang/",
            "/junit", "/assertj", "/archunit/", "/networknt/");

    private ClassPaths() {}

    /** Only Flink: no class of ours, of Kafka or of the connector. A class that the job's jar lacks is missing, as on a real cluster. */
    static String flink() {
        return of(entry -> entry.endsWith(".jar") && !entry.contains("vitalwatch-classes")
                && NOT_FLINK.stream().noneMatch(entry::contains));
    }

    /** Kafka's broker and its dependencies. */
    static String broker() {
        return of(entry -> entry.endsWith(".jar") && !entry.contains("/flink"));
    }

    private static String of(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> wanted.test(entry.replace('\\', '/')))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
