package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is in the two jars, and what is not. */
class JarContentIT {
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|DSA|RSA)");

    @Test
    void theJobJarHoldsTheJobAndItsConnectorAndNothingThatAClusterHas() throws IOException {
        Set<String> packages = packages(Jars.JOB);

        Set<String> rooms = packages.stream().filter(name -> name.startsWith("io.vitalwatch.")).map(name -> name.split("\\.")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rooms).containsExactly("alarm", "control", "corsano", "intake", "job", "model", "monitor", "quality", "settings",
                "window", "wire");
        assertThat(packages).contains("org.apache.flink.connector.kafka.source", "org.apache.kafka.clients.producer",
                "com.fasterxml.jackson.core", "org.snakeyaml.engine.v2.api");
        assertThat(packages).allMatch(name -> name.matches(
                "(io\\.vitalwatch|org\\.apache\\.flink\\.connector\\.(base|kafka)|org\\.apache\\.flink\\.streaming\\.connectors\\.kafka"
                        + "|org\\.apache\\.flink\\.streaming\\.util|org\\.apache\\.kafka|com\\.fasterxml\\.jackson|org\\.snakeyaml\\.engine"
                        + "|com\\.github\\.luben\\.zstd|net\\.jpountz|org\\.xerial\\.snappy)(\\..*)?"));
        assertThat(packages).noneMatch(name -> name.startsWith("org.apache.kafka.server.log")
                    || name.startsWith("org.apache.kafka.raft.internals"));
    }

    @Test
    void theJobJarHasItsRulesAndSchemasAndNoLogConfiguration() throws IOException {
        assertThat(names(Jars.JOB)).contains("io/vitalwatch/rules.yaml", "io/vitalwatch/schema/alert.json", "META-INF/LICENSE")
                .doesNotContain("log4j2.xml", "log4j2.component.properties");
        assertThat(manifest(Jars.JOB).getMainAttributes().getValue("Main-Class")).isEqualTo("io.vitalwatch.job.VitalsAlertJob");
    }

    @Test
    void noJarIsSignedOrAModule() throws IOException {
        for (Path jar : List.of(Jars.JOB, Jars.COMMANDS)) {
            assertThat(names(jar)).noneMatch(name -> SIGNATURE.matcher(name).matches() || name.endsWith("module-info.class"));
        }
    }

    /** What makes two builds different: the time of the build, the order of a folder's files, the path of the project. */
    @Test
    void theJarsDependOnNeitherTimeNorPlaceOfTheBuild() throws IOException {
        Matcher time = Pattern.compile("<project.build.outputTimestamp>(.+)Z<").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(time.find()).isTrue();
        LocalDateTime built = LocalDateTime.parse(time.group(1));
        String project = Path.of("").toAbsolutePath().toString();
        for (Path jar : List.of(Jars.JOB, Jars.COMMANDS)) {
            try (JarFile file = new JarFile(jar.toFile())) {
                List<JarEntry> own = file.stream().filter(each -> each.getName().startsWith("io/vitalwatch/")).toList();
                assertThat(own).hasSizeGreaterThan(100).extracting(JarEntry::getName).isSorted();
                assertThat(own).allMatch(each -> each.getTimeLocal().equals(built));
                assertThat(file.stream()).as("entries of libraries keep their time").noneMatch(each -> each.getTimeLocal().isAfter(built));
                own.stream().filter(each -> !each.isDirectory()).forEach(each ->
                        assertThat(text(file, each.getName()).contains(project)).as(each.getName() + " has the path of the build").isFalse());
                assertThat(text(file, "META-INF/sbom/bom.json")).doesNotContain(project).doesNotContain("\"serialNumber\"");
            }
        }
    }

    @Test
    void bothJarsListTheirLibraries() throws IOException {
        for (Path jar : List.of(Jars.JOB, Jars.COMMANDS)) {
            try (JarFile file = new JarFile(jar.toFile())) {
                assertThat(text(file, "META-INF/sbom/bom.json")).contains("\"bomFormat\" : \"CycloneDX\"", "jackson-databind", "kafka-clients");
            }
        }
    }

    @Test
    void onlyTheCommandsGuardFlinksRest() throws IOException {
        String service = "META-INF/services/org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory";
        assertThat(names(Jars.COMMANDS)).contains(service);
        assertThat(names(Jars.JOB)).doesNotContain(service);
    }

    @Test
    void theCommandsOpenWhatTheTestsOpen() throws IOException {
        var attributes = manifest(Jars.COMMANDS).getMainAttributes();

        assertThat(attributes.getValue("Add-Opens").split(" ")).containsExactlyElementsOf(opened());
        assertThat(attributes.getValue("Multi-Release")).isEqualTo("true");
    }

    @Test
    void theCommandsFindEveryServiceOfTheirLibraries() throws IOException {
        try (JarFile jar = new JarFile(Jars.COMMANDS.toFile())) {
            assertThat(text(jar, "META-INF/services/org.apache.flink.core.execution.PipelineExecutorFactory"))
                    .contains("LocalExecutorFactory", "RemoteExecutorFactory");
            assertThat(text(jar, "META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider"))
                    .contains("FileConfigProvider");
        }
    }

    @Test
    @Timeout(60)
    void theCommandsStartWithJavaAlone() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                Jars.COMMANDS.toString(), "--version").redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).startsWith("VitalWatch ").doesNotContain("WARN", "ERROR");
    }

    private static List<String> opened() {
        Matcher option = Pattern.compile("--add-opens=(\\S+)=ALL-UNNAMED").matcher(String.join(" ", IsolatedCluster.jvmArguments()));
        return option.results().map(result -> result.group(1)).toList();
    }

    private static Set<String> packages(Path jar) throws IOException {
        return names(jar).stream()
                .filter(name -> name.endsWith(".class"))
                .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
                .map(name -> name.contains("/") ? name.substring(0, name.lastIndexOf('/')).replace('/', '.') : "")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Manifest manifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest();
        }
    }

    private static String text(JarFile jar, String name) {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
