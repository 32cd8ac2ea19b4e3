package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Client certificates: on the private address they identify users, on the public one they are required. */
@Timeout(120)
class ClientCertificateTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    @Test
    void theCommonNameOfATrustedCertificateIsAUserOfTheFile() throws Exception {
        Path anna = keystore("anna");
        Path stranger = keystore("stranger");
        Path users = Files.writeString(folder.resolve("users"), "anna admin -\n");
        try (TestReceiver running = TestReceiver.withoutKafka(with("--private.tls=true", "--private.client-ca=" + pem(anna),
                "--private.users=" + users))) {
            URI inside = running.inside();
            assertThat(inside.getScheme()).isEqualTo("https");
            assertThat(status(inside, "/deliveries", anna)).isEqualTo(200);
            assertThat(status(inside, "/deliveries", null)).isEqualTo(401);
            assertThat(status(inside, "/health/live", null)).isEqualTo(200);
            assertThat(status(inside, "/deliveries", stranger)).as("signed by nobody").isIn(-1, 401);
        }
        try (TestReceiver running = TestReceiver.withoutKafka(with("--private.tls=true", "--private.client-ca=" + pem(stranger),
                "--private.users=" + users))) {
            assertThat(status(running.inside(), "/deliveries", stranger)).as("trusted, and not in the file").isEqualTo(401);
        }
    }

    @Test
    void thePublicAddressCanRequireACertificate() throws Exception {
        Path vendor = keystore("vendor");
        try (TestReceiver running = TestReceiver.withoutKafka(with("--tls.client-ca=" + pem(vendor)))) {
            URI open = running.receiver.publicUri();
            assertThat(status(open, "/nothing", vendor)).isEqualTo(404);
            assertThat(status(open, "/nothing", null)).isEqualTo(-1);
            assertThat(status(open, "/nothing", keystore("stranger"))).isEqualTo(-1);
        }
    }

    private String[] with(String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("--tls.keystore=" + keystore("server"), "--tls.password-file="
                + Files.writeString(folder.resolve("password"), PASSWORD)));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    private Path keystore(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        if (!Files.exists(file)) {
            keytool("-genkeypair", "-keystore", file.toString(), "-keyalg", "EC", "-dname", "CN=" + name, "-validity", "30", "-alias", "a");
        }
        return file;
    }

    private Path pem(Path keystore) throws Exception {
        Path file = Path.of(keystore + ".pem");
        keytool("-exportcert", "-rfc", "-keystore", keystore.toString(), "-alias", "a", "-file", file.toString());
        return file;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    /** The status of a GET on a connection of its own, or -1 if the connection is refused. */
    private static int status(URI uri, String path, Path keystore) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = KeyStore.getInstance("PKCS12");
        if (keystore == null) {
            own.load(null, null);
        } else {
            try (var in = Files.newInputStream(keystore)) {
                own.load(in, PASSWORD.toCharArray());
            }
        }
        keys.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new AnyServer()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return line.startsWith("HTTP/1.1 ") ? Integer.parseInt(line.substring(9)) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private static final class AnyServer implements X509TrustManager {
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
