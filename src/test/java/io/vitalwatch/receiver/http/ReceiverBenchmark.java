package io.vitalwatch.receiver.http;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.receiver.signature.Signing;

import com.sun.management.OperatingSystemMXBean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Compares the receiver with a plain Jetty handler that reads requests and answers 204. Both get the same signed requests, in turn, for
 * several rounds; the receiver waits for the acknowledgement of a real broker. Client, server and broker share this process and its cores,
 * so only the ratio of the rates is meaningful on other machines.
 *
 * <p>Arguments: {@code connections seconds rounds samples}; run by {@code jobs/bench-receiver.sh}.
 */
public final class ReceiverBenchmark {
    private static final int BODIES = 2000;

    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ReceiverBenchmark() {}

    /** One run. */
    private record Run(double perSecond, double slowestMillis, double p99Millis, long other, long heapMb, double cpuMicros) {}

    public static void main(String[] arguments) throws Exception {
        int connections = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        int samples = Integer.parseInt(arguments[3]);
        byte[][] requests = requests(samples);
        System.out.printf(Locale.ROOT, "%d connections, %d s a run, %d rounds, %d samples (%,d bytes) a request, %d cores, Java %s%n%n",
                connections, seconds, rounds, samples, requests[0].length, Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        List<Run> bare = new ArrayList<>();
        List<Run> full = new ArrayList<>();
        Server server = bare();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(); TestReceiver bench = TestReceiver.ready(kafka, "--heartbeat.interval=10s",
                "--topic.raw.partitions=12")) {
            URI bareUri = URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
            run("warming bare", bareUri, connections, seconds, requests);
            run("warming receiver", bench.receiver.publicUri(), connections, seconds, requests);
            for (int round = 1; round <= rounds; round++) {
                bare.add(run("bare Jetty", bareUri, connections, seconds, requests));
                full.add(run("receiver", bench.receiver.publicUri(), connections, seconds, requests));
            }
            long acknowledged = bench.receiver.storedDeliveries();
            long inTopic = TestReceiver.keyed(kafka.bootstrapServers(), bench.rawTopic());
            System.out.printf(Locale.ROOT, "%nmedians: bare %,.0f/s, receiver %,.0f/s, ratio %.2f%n", median(bare), median(full),
                    median(full) / median(bare));
            System.out.printf(Locale.ROOT, "CPU a request, client included: bare %.0f µs, receiver and broker %.0f µs%n",
                    bare.stream().mapToDouble(Run::cpuMicros).min().orElse(0), full.stream().mapToDouble(Run::cpuMicros).min().orElse(0));
            System.out.printf(Locale.ROOT,
                    "slowest answer of the receiver %,.0f ms; most heap after a run %d MB (client, broker and receiver)%n",
                    full.stream().mapToDouble(Run::slowestMillis).max().orElse(0), full.stream().mapToLong(Run::heapMb).max().orElse(0));
            System.out.printf(Locale.ROOT, "answered otherwise than 204: %d; acknowledged %,d, in the topic %,d%n",
                    full.stream().mapToLong(Run::other).sum(), acknowledged, inTopic);
        } finally {
            server.stop();
        }
        System.exit(0);
    }

    private static Run run(String name, URI uri, int connections, int seconds, byte[][] requests) throws Exception {
        LoadClient client = new LoadClient(uri, connections, requests);
        long cpu = PROCESS.getProcessCpuTime();
        LoadClient.Result result = client.run(seconds);
        double cpuMicros = (PROCESS.getProcessCpuTime() - cpu) / 1e3 / Math.max(1, result.answers());
        System.gc();
        Run run = new Run(result.answers() / result.seconds(), result.slowestNanos() / 1e6, result.p99Nanos() / 1e6, result.otherThan204(),
                (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20,
                cpuMicros);
        System.out.printf(Locale.ROOT, "%-17s %,9.0f/s   p99 %6.1f ms   slowest %6.0f ms   CPU %4.0f µs   not 204: %d   heap %d MB%n", name,
                run.perSecond(), run.p99Millis(), run.slowestMillis(), run.cpuMicros(), run.other(), run.heapMb());
        return run;
    }

    private static double median(List<Run> runs) {
        List<Double> rates = new ArrayList<>(runs.stream().map(Run::perSecond).toList());
        Collections.sort(rates);
        return rates.get(rates.size() / 2);
    }

    private static byte[][] requests(int samples) {
        byte[][] requests = new byte[BODIES][];
        for (int i = 0; i < BODIES; i++) {
            StringBuilder rows = new StringBuilder();
            for (int sample = 0; sample < samples; sample++) {
                rows.append(sample == 0 ? "" : ",").append("{\"timestamp\":\"").append(1_763_562_121_000L + sample * 1000L)
                        .append("\",\"bpm\":\"79\",\"bpm_q\":\"2\",\"last_steps\":\"0\",\"activity_type\":\"7\",\"activity_count\":\"25\",")
                        .append("\"spo2\":\"97\",\"spo2_q\":\"2\",\"energy_exp\":\"1196\",\"respiration_rate\":\"22\",\"pha\":\"10\",")
                        .append("\"pha_q\":\"10\",\"resp_q\":\"1\",\"wearing\":\"4\",\"battery\":\"37\",\"gait_asymmetry\":\"0\",")
                        .append("\"gait_speed\":\"0\",\"gait_var\":\"0\",\"cardiac_arrest\":\"0\",\"nibp_systolic\":\"0\",")
                        .append("\"nibp_diastolic\":\"0\",\"nibp_systolic_long_term\":\"0\",\"nibp_diastolic_long_term\":\"0\",")
                        .append("\"nibp_systolic_combine\":\"0\",\"nibp_diastolic_combine\":\"0\",\"is_charging\":\"0\",")
                        .append("\"timezone\":\"+01:00\"}");
            }
            String body = "{\"study\":\"EZTJD\",\"type\":\"activity\",\"data\":{\"user_uuid\":\"patient-" + i + "\",\"data\":[[" + rows + "]]}}";
            requests[i] = ("POST /webhooks/corsano HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nX-Signature: sha256="
                    + Signing.hex(Signing.bytes(body)) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8);
        }
        return requests;
    }

    private static Server bare() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, -1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                new BodyReader(request, new InFlight(1L << 40, 1L << 39).room("a"), 4 << 20, System.nanoTime() + 10_000_000_000L, 4 << 20,
                        end -> {
                    response.setStatus(204);
                    callback.succeeded();
                }).run();
                return true;
            }
        });
        server.start();
        return server;
    }
}
