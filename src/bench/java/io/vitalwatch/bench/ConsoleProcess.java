package io.vitalwatch.bench;

import io.vitalwatch.cli.Main;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A console in a process of its own, on a free port, open to this machine. */
final class ConsoleProcess implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final Pattern BEHIND = Pattern.compile("\"records_behind\":(-?\\d+)");
    private static final Pattern PROBLEM = Pattern.compile("\"problem\":\"([^\"]*)\"");

    private final Process process;
    private final URI uri;
    private final long started;
    private final long firstAnswer;

    private ConsoleProcess(Process process, URI uri, long started) throws IOException, InterruptedException {
        this.process = process;
        this.uri = uri;
        this.started = started;
        while (!isLive()) {
            require(started);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        firstAnswer = System.nanoTime() - started;
    }

    static ConsoleProcess start(Path folder, String bootstrapServers, String store, String heap) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap, "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "console", "--kafka.bootstrap.servers=" + bootstrapServers,
                "--listen.port=" + port, "--unprotected=true", "--topic.audit="));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.log").toFile());
        builder.environment().put("VITALWATCH_CONSOLE_STORE", store);
        long started = System.nanoTime();
        return new ConsoleProcess(builder.start(), URI.create("http://localhost:" + port + "/"), started);
    }

    private void require(long since) {
        if (!process.isAlive() || System.nanoTime() - since > PATIENCE_NANOS) {
            throw new IllegalStateException("the console ended, or does not do what is waited for");
        }
    }

    private boolean isLive() {
        try {
            return ((HttpURLConnection) uri.resolve("/health/live").toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    URI uri() {
        return uri;
    }

    long firstAnswerNanos() {
        return firstAnswer;
    }

    /** Waits until all records are read; returns the time since the first answer, in nanoseconds. */
    long awaitCaughtUp(long records) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        boolean begun = false;
        while (true) {
            String status = new String(get("/api/v1/status"), StandardCharsets.UTF_8);
            Matcher behind = BEHIND.matcher(status);
            long waiting = behind.find() ? Long.parseLong(behind.group(1)) : -1;
            begun |= waiting >= 0 && waiting < records;
            if (waiting == 0 && begun && !PROBLEM.matcher(status).find()) {
                return System.nanoTime() - started - firstAnswer;
            }
            require(begin);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    byte[] get(String path) throws IOException {
        return uri.resolve(path).toURL().openStream().readAllBytes();
    }

    /** CPU time of the process. */
    long cpuNanos() {
        return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos();
    }

    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("the kernel does not say how much memory the console has");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
