package io.vitalwatch.receiver.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** New connections to a receiver, with TLS or without; any certificate is accepted. */
final class Connections {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final SSLContext ANY_CERTIFICATE = anyCertificate();

    private Connections() {}

    static Socket open(URI uri) throws IOException {
        return open(uri, false);
    }

    /** @param old whether TLS 1.2 is spoken at most */
    static Socket open(URI uri, boolean old) throws IOException {
        boolean tls = uri.getScheme().equals("https");
        Socket socket = tls ? ANY_CERTIFICATE.getSocketFactory().createSocket() : new Socket();
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), PATIENCE_MILLIS);
            if (old) {
                ((SSLSocket) socket).setEnabledProtocols(new String[] {"TLSv1.2"});
            }
            if (tls) {
                ((SSLSocket) socket).startHandshake();
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {
                    // Not used by a client.
                }

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {
                    // The certificate was made for this run.
                }

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            }}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
