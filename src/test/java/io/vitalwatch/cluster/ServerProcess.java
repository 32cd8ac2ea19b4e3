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
 * A server in a JVM of its own, which can be killed and started again in the same folder. It is known by the file {@code pid} in there (id
 * and start time), so that another process can stop it later; what it prints goes to the file {@code log}.
 */
final class ServerProcess {
    private static final Duration POLITE = Duration.ofSeconds(10);

    private final String name;
    private final Path home;
    private final List<String> command;

    /** @param command empty where the process is only looked at and stopped */
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

    /** Starts it; an instance that still runs is an error. */
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

    /** {@code kill -9}: no warning, no last words. Returns when it is gone. */
    void kill() throws IOException, InterruptedException {
        Optional<ProcessHandle> running = handle();
        if (running.isPresent()) {
            running.get().destroyForcibly();
            gone(running.get(), Duration.ofSeconds(20));
        }
        Files.deleteIfExists(pidFile());
    }

    /** Asks it to end, and kills it when it does not. */
    void stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> running = handle();
        if (running.isPresent()) {
            resume();
            running.get().destroy();
            gone(running.get(), POLITE);
        }
        kill();
    }

    /** {@code SIGSTOP}: it hangs, its sockets stay open. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** {@code SIGCONT}: it goes on as if nothing had been. */
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
                // An id comes again; the moment of start tells one process from another.
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
            // The caller goes on to a stronger signal, or finds it alive.
        }
    }

    private Path pidFile() {
        return home.resolve("pid");
    }
}
