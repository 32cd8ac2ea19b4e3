package io.vitalwatch.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * A network between a program and a server that loses what is sent, closes too, and says nothing: as a firewall that forgets connections.
 * When it carries again, it carries new connections. Those from before stay open at both ends, and dead.
 */
final class SilentNetwork extends Line {
    private final CountDownLatch silent = new CountDownLatch(1);
    private volatile String last;
    /** Connections of an earlier era are dead. */
    private volatile int era;
    private volatile boolean carries = true;

    SilentNetwork(int server) throws IOException {
        super(server);
    }

    /** Falls silent as soon as the server has answered with a text, which is lost already. */
    void loseFrom(String answer) {
        last = answer;
    }

    /** Waits until it has fallen silent. */
    void awaitSilence() throws InterruptedException {
        silent.await();
    }

    /** Carries again. */
    void carry() {
        carries = true;
    }

    @Override
    Connection connected() {
        int born = carries ? era : -1;
        return new Connection() {
            @Override
            public boolean carries(byte[] bytes, int count, boolean answer) {
                if (answer && last != null && new String(bytes, 0, count, StandardCharsets.ISO_8859_1).contains(last)) {
                    fallSilent();
                }
                return born == era;
            }

            @Override
            public boolean tellsOfEnd() {
                return born == era;
            }
        };
    }

    private void fallSilent() {
        last = null;
        carries = false;
        era++;
        silent.countDown();
    }
}
