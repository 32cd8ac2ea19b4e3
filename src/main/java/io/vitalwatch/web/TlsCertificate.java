package io.vitalwatch.web;

import io.vitalwatch.settings.SettingsException;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collections;

/**
 * Certificate and private key of a server, from a PKCS#12 file, and the authorities whose client certificates it accepts. A changed
 * PKCS#12 file is used without a restart; if it cannot be opened, the previous certificate stays in use.
 */
public final class TlsCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(TlsCertificate.class);

    private final Path keystore;
    private final Path passwordFile;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private byte[] loaded;

    /** Whether clients show a certificate. */
    public enum Clients { NOT_ASKED, ASKED, REQUIRED }

    /** A server whose clients need no certificate. */
    public TlsCertificate(Path keystore, Path passwordFile) {
        this(keystore, passwordFile, Clients.NOT_ASKED, null);
    }

    /**
     * @param authorities a PEM file of the authorities that may sign client certificates, read once; null if clients are not asked
     * @throws SettingsException if a file cannot be opened; the message names it
     */
    public TlsCertificate(Path keystore, Path passwordFile, Clients clients, Path authorities) {
        this.keystore = keystore;
        this.passwordFile = passwordFile;
        if (clients != Clients.NOT_ASKED) {
            factory.setTrustStore(trusted(authorities));
            factory.setNeedClientAuth(clients == Clients.REQUIRED);
            factory.setWantClientAuth(clients == Clients.ASKED);
        }
        try {
            loaded = Files.readAllBytes(keystore);
            use(factory, loaded);
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException("tls.keystore " + keystore + " cannot be opened as PKCS#12 with the password in " + passwordFile
                    + " (" + e.getClass().getSimpleName() + ")");
        }
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        // A handshake is the most expensive thing that a stranger can ask for.
        factory.setRenegotiationAllowed(false);
    }

    /** When the first certificate in use ends; the distant future where the file has none. */
    public Instant endsAt() {
        try {
            KeyStore store = factory.getKeyStore();
            Instant first = Instant.MAX;
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate
                        && certificate.getNotAfter().toInstant().isBefore(first)) {
                    first = certificate.getNotAfter().toInstant();
                }
            }
            return first.equals(Instant.MAX) ? Instant.ofEpochMilli(Long.MAX_VALUE) : first;
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a key store that was loaded cannot be read", e);
        }
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /**
     * Uses the file's content if it has changed. Compares the content, because a mounted secret can be replaced by one of the same name and
     * time.
     */
    public void reloadIfChanged() {
        try {
            byte[] now = Files.readAllBytes(keystore);
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
                LOG.info("A new certificate from {} is in use", keystore);
            }
        } catch (Exception e) {
            LOG.warn("The key store {} cannot be read or used ({}); the previous certificate stays in use", keystore,
                    e.getClass().getSimpleName());
        }
    }

    private static KeyStore trusted(Path authorities) {
        try (InputStream in = Files.newInputStream(authorities)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + store.size(), each);
            }
            if (store.size() == 0) {
                throw new SettingsException(authorities + " has no certificate; give a PEM file of authorities for client certificates");
            }
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsException(authorities + " cannot be read as PEM file of certificates (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void use(SslContextFactory.Server target, byte[] bytes) throws IOException, GeneralSecurityException {
        String password = Files.readString(passwordFile, StandardCharsets.UTF_8).strip();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password.toCharArray());
        target.setKeyStore(store);
        target.setKeyStorePassword(password);
    }
}
