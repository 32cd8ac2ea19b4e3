package io.vitalwatch.cli.local;

import io.vitalwatch.console.Console;
import io.vitalwatch.console.ConsoleSettings;
import io.vitalwatch.job.JobSettings;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A console on the loopback interface, over a store that is deleted at the end. Ages count from the newest arrival: time is simulated. */
public final class LocalConsole implements AutoCloseable {
    private final Path folder;
    private final Console console;

    private LocalConsole(Path folder, Console console) {
        this.folder = folder;
        this.console = console;
    }

    /**
     * Starts a console.
     *
     * @param job the job's settings: its topics, and how it takes changes
     * @param port 0 for any free one
     * @param deliveries the receiver's page
     */
    public static LocalConsole start(String bootstrapServers, JobSettings job, int port, URI deliveries) throws IOException {
        JobSettings.Control control = job.control();
        Path folder = Files.createTempDirectory("vitalwatch-console-");
        Console console = Console.start(ConsoleSettings.read(List.of("--kafka.bootstrap.servers=" + bootstrapServers,
                "--store=jdbc:sqlite:" + folder.resolve("store.db"), "--store.retention=0s", "--listen.port=" + port, "--clock=arrival",
                "--topic.samples=" + job.output().samples(), "--topic.alerts=" + job.output().alerts(),
                "--topic.control=" + (control.isOn() ? control.topic() : ""), "--topic.control-state=" + control.state(),
                "--topic.alerts-shadow=" + control.shadow(),
                "--deliveries.url=" + deliveries), Map.of()), control.intake());
        return new LocalConsole(folder, console);
    }

    /** The link that signs a browser in, once. */
    public URI link() {
        return console.link();
    }

    @Override
    public void close() throws IOException {
        console.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }
}
