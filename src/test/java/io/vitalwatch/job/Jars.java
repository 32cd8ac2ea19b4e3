package io.vitalwatch.job;

import java.nio.file.Files;
import java.nio.file.Path;

/** The two jars of the build, as tests after packaging find them. */
final class Jars {
    static final Path JOB = jar("vitalwatch-job.jar");
    static final Path COMMANDS = jar("vitalwatch.jar");

    private Jars() {}

    private static Path jar(String name) {
        Path jar = Path.of(System.getProperty("vitalwatch.jars", "target")).resolve(name);
        if (!Files.isReadable(jar)) {
            throw new IllegalStateException(jar + " is missing: run this test with mvn verify, which packages first");
        }
        return jar;
    }
}
