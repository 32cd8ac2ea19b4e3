package io.vitalwatch.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server in a separate JVM that can be killed and restarted in the same folder. The file {@code pid} there has its id and start time, so
 * that another process can stop it later. Its output goes to the file {@code log}.
 */
final class ServerProcess {
    private static final Duration POLITE = Duration.ofSeconds(10);

    private final String name;
    private final Path home;
    private final List<String> command;

    /** @param command empty when the process is only watched or stopped */
    ServerProcess(String name, Path home, List<String> command) {
        this.name = name;
        this.home = home;
        this.command = List.copyOf(command);
    }

    /** {@code java} with options, class path, main class and arguments. */
    static List<String> java(List<String> options, String classPath, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return command;
    }

    String name() {
        return name;
    }

    Path log() {
        return home.resolve("log");
    }

    /** Starts it; fails when it already runs. */
    void start() throws IOException {
        if (alive()) {
            throw new IOException(name + " runs already, with process id " + handle().orElseThrow().pid());
        }
        Files.createDirectories(home);
        Process process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Files.writeString(pidFile(), process.pid() + " " + started(process.toHandle()));
    }

    boolean alive() throws IOException {
        return handle().isPresent();
    }

    Optional<Long> pid() throws IOException {
        return handle().map(ProcessHandle::pid);
    }

    /** {@code kill -9}. Returns when the process has ended. */
    void kill() throws IOException, InterruptedException {
        Optional<ProcessHandle> running = handle();
        if (running.isPresent()) {
            running.get().destroyForcibly();
            gone(running.get(), Duration.ofSeconds(20));
        }
        Files.deleteIfExists(pidFile());
    }

    /** Ends it with {@code SIGTERM}, and kills it when that does not help. */
    void stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> running = handle();
        if (running.isPresent()) {
            resume();
            running.get().destroy();
            gone(running.get(), POLITE);
        }
        kill();
    }

    /** {@code SIGSTOP}: it hangs and its sockets stay open. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** {@code SIGCONT}: it continues. */
    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Optional<ProcessHandle> running = handle();
        if (running.isPresent()) {
            new ProcessBuilder("kill", signal, Long.toString(running.get().pid())).start().waitFor();
        }
    }

    private Optional<ProcessHandle> handle() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        String[] known = Files.readString(pidFile()).strip().split(" ");
        return ProcessHandle.of(Long.parseLong(known[0]))
                .filter(ProcessHandle::isAlive)
                // Process ids are reused; the start time identifies the process.
                .filter(handle -> started(handle) == Long.parseLong(known[1]));
    }

    private static long started(ProcessHandle handle) {
        return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    private static void gone(ProcessHandle handle, Duration longest) throws InterruptedException {
        CompletableFuture<ProcessHandle> exit = handle.onExit();
        try {
            exit.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller sends a stronger signal or sees that it still runs.
        }
    }

    private Path pidFile() {
        return home.resolve("pid");
    }
}
