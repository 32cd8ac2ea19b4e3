package io.vitalwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Instant;

@Timeout(120)
class TlsCertificateTest {
    @TempDir
    private Path folder;

    @Test
    void aFileThatCannotBeReadLeavesTheCertificateInUseAndAGoodOneReplacesIt() throws Exception {
        Path keystore = keystore("first", 30);
        TlsCertificate certificate = new TlsCertificate(keystore, Files.writeString(folder.resolve("password"), "changeit\n"));
        Instant ends = certificate.endsAt();

        Files.writeString(keystore, "broken");
        certificate.reloadIfChanged();
        assertThat(inUse(certificate)).isEqualTo("CN=first");
        Files.delete(keystore);
        certificate.reloadIfChanged();
        assertThat(inUse(certificate)).isEqualTo("CN=first");
        assertThat(certificate.endsAt()).isEqualTo(ends);

        Files.move(keystore("second", 60), keystore, StandardCopyOption.REPLACE_EXISTING);
        certificate.reloadIfChanged();
        assertThat(inUse(certificate)).isEqualTo("CN=second");
        assertThat(certificate.endsAt()).isAfter(ends);
    }

    private static String inUse(TlsCertificate certificate) throws Exception {
        return ((X509Certificate) certificate.factory().getKeyStore().getCertificate("a")).getSubjectX500Principal().getName();
    }

    private Path keystore(String name, int days) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", "changeit", "-keyalg", "EC", "-dname", "CN=" + name,
                "-validity", Integer.toString(days), "-alias", "a").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(keytool.waitFor()).isZero();
        return file;
    }
}
