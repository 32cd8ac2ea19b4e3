package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverSettings;
import io.vitalwatch.receiver.signature.Signing;
import io.vitalwatch.settings.SettingsException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

@Timeout(120)
class TlsTest {
    @TempDir
    private Path folder;

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws Exception {
        Path keystore = keystore("first");
        Path password = Files.writeString(folder.resolve("password"), "changeit\n");
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                TestReceiver running = TestReceiver.ready(kafka, "--tls.keystore=" + keystore,
                        "--tls.password-file=" + password, "--tls.reload=50ms")) {
            URI uri = running.receiver.publicUri();
            assertThat(uri.getScheme()).isEqualTo("https");
            String body = TestReceiver.delivery("u", "S", 0);
            assertThat(exchange(uri, body)).isEqualTo("HTTP/1.1 204 No Content by CN=first");

            Files.move(keystore("second"), keystore, StandardCopyOption.REPLACE_EXISTING);
            TestReceiver.until("the new certificate", () -> exchange(uri, body).equals("HTTP/1.1 204 No Content by CN=second"));
        }
    }

    @Test
    void aKeyStoreThatCannotBeOpenedIsRefusedAtTheStart() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "wrong");
        ReceiverSettings settings = TestReceiver.settings("localhost:1", "t",
                List.of("--tls.keystore=" + keystore("first"), "--tls.password-file=" + password));
        assertThatThrownBy(() -> Receiver.start(settings)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("cannot be opened as PKCS#12 with the password in");
    }

    private Path keystore(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", "changeit", "-keyalg", "EC", "-dname", "CN=" + name,
                "-validity", "30", "-alias", "a").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return file;
    }

    /** The status line of a delivery on a connection of its own, and whose certificate was shown. */
    private static String exchange(URI uri, String body) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
                socket.setSoTimeout(20_000);
                socket.startHandshake();
                X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                socket.getOutputStream().write(Signing.bytes("POST /webhooks/corsano HTTP/1.1\r\nHost: any.name\r\n"
                        + "Content-Type: application/json\r\nX-Signature: " + Signing.hex(Signing.bytes(body)) + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body));
                StringBuilder line = new StringBuilder();
                for (int next = socket.getInputStream().read(); next >= 0 && next != '\r'; next = socket.getInputStream().read()) {
                    line.append((char) next);
                }
                return line + " by " + shown.getSubjectX500Principal().getName();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) { }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) { }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
