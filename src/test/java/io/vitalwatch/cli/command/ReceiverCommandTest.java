package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.Main;
import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.cli.terminal.Terminal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Timeout(120)
class ReceiverCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("deliveries +(http://\\S+)");

    @TempDir
    private Path folder;

    @Test
    void theVendorsExampleSignedByOpensslAndPostedIsStoredAndDiagnosed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "shared-secret\n");
        Path body = folder.resolve("example.json");
        try (var in = getClass().getResourceAsStream("/io/vitalwatch/corsano/vendor-example.json")) {
            Files.write(body, in.readAllBytes());
        }
        String signature = openssl(body);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = Terminal.of(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, false, Map.of());
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            Thread receiver = new Thread(() -> Main.run(terminal, "receiver", "--kafka.bootstrap.servers=" + kafka.bootstrapServers(),
                    "--secret.corsano=file:" + secret, "--listen.address=127.0.0.1", "--listen.port=0", "--private.port=0"));
            receiver.start();
            while (!out.toString(StandardCharsets.UTF_8).contains("ready")) {
                assertThat(receiver.isAlive()).as(out.toString(StandardCharsets.UTF_8)).isTrue();
                Thread.sleep(20);
            }
            Matcher address = ADDRESS.matcher(out.toString(StandardCharsets.UTF_8));
            assertThat(address.find()).isTrue();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(address.group(1)))
                    .header("Content-Type", "application/json").header("X-Corsano-Signature", "sha256=" + signature)
                    .POST(HttpRequest.BodyPublishers.ofFile(body)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(204);
            receiver.interrupt();
            receiver.join(30_000);
            assertThat(receiver.isAlive()).isFalse();
        }

        CommandRun found = CommandRun.of("diagnose-signature", "--body=" + body, "--secret-file=" + secret, "-H",
                "X-Whatever: sha256=" + signature);
        assertThat(found.code()).isZero();
        assertThat(found.out()).contains("--signature.headers=X-Whatever").contains("--signature.encoding=hex");
        CommandRun none = CommandRun.of("diagnose-signature", "--body=" + secret, "--secret-file=" + secret, "-H",
                "X-Whatever: sha256=" + signature);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.out()).startsWith("None matches.").doesNotContain("shared-secret");
    }

    @Test
    void anOutOfMemoryErrorThatEndsAThreadEndsTheProcess() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef-shared\n");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp",
                System.getProperty("java.class.path"), OutOfMemory.class.getName(), "receiver", "--kafka.bootstrap.servers=localhost:1",
                "--secret.corsano=file:" + secret, "--listen.address=127.0.0.1", "--listen.port=0", "--private.port=0")
                .redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("out"))).isEqualTo(3);
    }

    /** A receiver with a thread that ends for want of memory as soon as the receiver runs. */
    static final class OutOfMemory {
        public static void main(String[] arguments) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8) {
                @Override
                public void flush() {
                    super.flush();
                    new Thread(() -> {
                        throw new OutOfMemoryError("induced");
                    }).start();
                }
            };
            System.exit(Main.run(Terminal.of(out, System.err, false, Map.of()), arguments));
        }
    }

    @Test
    void helpNamesEverySettingAndItsDefault() {
        String help = CommandRun.of("receiver", "--help").out();
        assertThat(help).contains("--deadline=4s").contains("--secret.NAME=file:PATH").contains("--body.limit=4MiB")
                .contains("VITALWATCH_RECEIVER_LISTEN_PORT");
    }

    private static String openssl(Path body) throws Exception {
        Process openssl = new ProcessBuilder("openssl", "dgst", "-sha256", "-hmac", "shared-secret", body.toString())
                .redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertThat(openssl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(openssl.exitValue()).as(said).isZero();
        return said.substring(said.lastIndexOf(' ') + 1);
    }
}
