package io.vitalwatch.cli.local;

import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.job.JobSettings;
import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverSettings;
import io.vitalwatch.receiver.http.ArrivalSource;
import io.vitalwatch.simulator.vendor.Signer;
import io.vitalwatch.simulator.vendor.SigningSettings;
import io.vitalwatch.simulator.vendor.Vendor;
import io.vitalwatch.simulator.vendor.VendorSettings;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A receiver and a simulated vendor in one process, on the simulated clock, with a secret that is generated for this run. Only here does
 * the receiver trust the arrival that the vendor states. Its heartbeats carry the moment up to which every delivery was answered or given
 * up.
 */
public final class LocalReceiver implements AutoCloseable {
    private static final double HEARTBEAT_MILLIS = 10_000;
    private static final long SHORTEST_HEARTBEAT_MILLIS = 20;
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final Path folder;
    private final Receiver receiver;
    private final Vendor vendor;

    private LocalReceiver(Path folder, Receiver receiver, Vendor vendor) {
        this.folder = folder;
        this.receiver = receiver;
        this.vendor = vendor;
    }

    /**
     * Starts a receiver on ports of the loopback interface and returns when it accepts deliveries.
     *
     * @param port the public port; 0 for any free one
     * @param speed simulated seconds per real second
     * @param start when the traffic begins, simulated, Unix milliseconds
     * @param job the parameters of the job that reads what is delivered
     * @param consolePort the port at which a console will listen
     */
    public static LocalReceiver start(String bootstrapServers, JobSettings job, int port, int consolePort, double speed, long start)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("vitalwatch-receiver-");
        Path secretFile = folder.resolve("secret");
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        Files.writeString(secretFile, secret);
        long heartbeat = Math.max(SHORTEST_HEARTBEAT_MILLIS, (long) (HEARTBEAT_MILLIS / speed));
        ReceiverSettings settings = ReceiverSettings.read(List.of("--kafka.bootstrap.servers=" + bootstrapServers,
                "--listen.address=127.0.0.1", "--listen.port=" + port, "--private.port=0", "--console.url=http://127.0.0.1:" + consolePort,
                "--secret.local=file:" + secretFile,
                "--topic.raw=" + job.source().topic(), "--topic.control=" + (job.control().isOn() ? job.control().topic() : ""),
                "--heartbeat.interval=" + heartbeat + "ms"), Map.of());
        Vendor[] vendor = new Vendor[1];
        Receiver receiver = Receiver.start(settings, ArrivalSource.simulated(() -> {
            long settled = vendor[0] == null ? Long.MIN_VALUE : vendor[0].settledUntil();
            return settled == Long.MIN_VALUE ? start : settled;
        }), job.control().intake());
        URI url = receiver.publicUri();
        vendor[0] = new Vendor(VendorSettings.to(url, speed, true), new Signer(SigningSettings.standard(), secret));
        LocalReceiver local = new LocalReceiver(folder, receiver, vendor[0]);
        if (!receiver.awaitReady(LONGEST_START)) {
            local.close();
            throw new CommandFailure("the receiver did not become ready within " + LONGEST_START.toSeconds() + " s");
        }
        return local;
    }

    /** The vendor that posts to this receiver. */
    public Vendor vendor() {
        return vendor;
    }

    /** The address that deliveries are posted to. */
    public URI deliveries() {
        return receiver.publicUri();
    }

    /** The page that lists the deliveries. */
    public URI page() {
        return receiver.privateUri().resolve("/deliveries");
    }

    /** The file with the shared secret; deleted on {@link #close}. */
    public Path secretFile() {
        return folder.resolve("secret");
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        Files.deleteIfExists(secretFile());
        Files.deleteIfExists(folder);
    }
}
