package io.vitalwatch.receiver;

import io.vitalwatch.receiver.ReceiverSettings.Tls;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;

/** Certificate and key of the public address; a new file is taken up without a restart, a broken one leaves the old one in use. */
final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    private final Tls tls;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private byte[] loaded;

    /** @throws WrongSetting when the file cannot be opened with the password */
    TlsFiles(Tls tls) {
        this.tls = tls;
        try {
            loaded = Files.readAllBytes(tls.keystore());
            use(factory, loaded);
        } catch (IOException | GeneralSecurityException e) {
            throw new WrongSetting("tls.keystore " + tls.keystore() + " cannot be opened as PKCS#12 with the password in "
                    + tls.passwordFile() + " (" + e.getClass().getSimpleName() + ")");
        }
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Looks whether the file has changed; by content, because mounted secrets are exchanged under the same name and time. */
    void look() {
        try {
            byte[] now = Files.readAllBytes(tls.keystore());
            if (!Arrays.equals(now, loaded)) {
                use(new SslContextFactory.Server(), now);
                factory.reload(any -> {
                    try {
                        use(factory, now);
                    } catch (IOException | GeneralSecurityException e) {
                        throw new IllegalStateException(e);
                    }
                });
                loaded = now;
                LOG.info("A new certificate was taken from {}", tls.keystore());
            }
        } catch (Exception e) {
            LOG.warn("{} has changed and cannot be used ({}); the certificate of before stays in use", tls.keystore(),
                    e.getClass().getSimpleName());
        }
    }

    private void use(SslContextFactory.Server target, byte[] bytes) throws IOException, GeneralSecurityException {
        String password = Files.readString(tls.passwordFile(), StandardCharsets.UTF_8).strip();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password.toCharArray());
        target.setKeyStore(store);
        target.setKeyStorePassword(password);
    }
}
