package io.vitalwatch.cluster;

import io.vitalwatch.cluster.ReceiverServer.Clock;
import io.vitalwatch.simulator.vendor.DeliveryHistory.DeliveryTotals;
import io.vitalwatch.simulator.vendor.Signer;
import io.vitalwatch.simulator.vendor.SigningSettings;
import io.vitalwatch.simulator.vendor.Vendor;
import io.vitalwatch.simulator.vendor.VendorSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The vendor sends at full rate to receiver and broker. Both are separate processes that are killed without warning and restarted: the broker
 * several times, the receiver once, at times that a seed decides. Then the raw topic is compared with the answers, and its alarms with
 * those of the same deliveries without faults.
 */
final class LossRuns implements AutoCloseable {
    private static final Pattern ON_ARRIVAL_CLOCK = Pattern.compile("\"rule\":\"(no-data|clock-wrong|not-live|no-reading-[a-z0-9-]+)\"");
    private static final int PARTITIONS = 4;
    private static final String SECRET = "a secret of the tests";
    private static final double FASTER_THAN_ANYTHING = 1e9;

    private final Path home;
    private final BrokerServer broker;
    private final Thread lastResort = new Thread(this::killAll);
    private final List<ServerProcess> receivers = Collections.synchronizedList(new ArrayList<>());
    private int number;

    /**
     * The result of one run.
     *
     * @param good deliveries that deserve success; {@code otherwise} those that do not, and were refused
     * @param inTopic different bodies in the raw topic; {@code repeated} further copies of them
     * @param lost bodies answered 204 that are not in the topic; {@code neverArrived} those once refused or cut off that are not
     * @param foreign bodies in the topic that no good delivery has
     * @param remarks all other errors
     */
    record Result(String traffic, Clock clock, int brokerKills, long seed, long good, long otherwise, double seconds, long answered204,
            long answered503,
            long unanswered, double slowest, double slowestRefusal, int inTopic, int repeated, int lost, int neverArrived, int foreign,
            int expected, int found, int missing, int strange, int different, List<String> remarks) {
        boolean nothingLost() {
            return remarks.isEmpty() && lost == 0 && neverArrived == 0 && foreign == 0 && answered204 == good;
        }

        boolean sameAlarms() {
            return expected > 0 && found == expected && missing == 0 && strange == 0 && different == 0;
        }
    }

    LossRuns(Path home) throws Exception {
        this.home = Files.createDirectories(home);
        this.broker = BrokerServer.create(home.resolve("broker-" + ProcessHandle.current().pid()));
        Runtime.getRuntime().addShutdownHook(lastResort);
        broker.start();
    }

    /** One run, in which the receiver is killed once and the broker {@code brokerKills} times. */
    Result run(VendorTraffic traffic, Clock clock, int brokerKills, long seed) throws Exception {
        Path folder = Files.createDirectories(home.resolve("run" + ++number));
        Random random = new Random(seed);
        String topics = "loss" + number;
        broker.createTopics(List.of(topics + ".raw"), PARTITIONS);
        ReceiverServer receiver = new ReceiverServer(folder.resolve("receiver"), clock, broker.bootstrapServers(), topics, SECRET);
        receivers.add(receiver.process());
        try {
            receiver.start();
            long good = traffic.record(folder.resolve("expected.ndjson"));
            Answers answers = new Answers();
            VendorSettings settings = new VendorSettings(receiver.deliveries(), FASTER_THAN_ANYTHING, 256, 300, 2, 200, 1000, 10_000,
                    clock == Clock.TOLD);
            Vendor vendor = new Vendor(settings, new Signer(SigningSettings.standard(), SECRET), answers);
            long began = System.nanoTime();
            CompletableFuture<Void> delivered = deliver(vendor, traffic);
            strike(receiver, brokerKills, random, answers, good, delivered);
            delivered.get(600, TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - began) / 1e9;
            RawLog raw = RawLog.read(broker.bootstrapServers(), topics + ".raw", PARTITIONS);
            raw.record(folder.resolve("raw.ndjson"));
            Result result = compare(traffic.name(), clock, brokerKills, seed, good, seconds, answers, vendor.history().totals(), raw, folder);
            Files.delete(folder.resolve("expected.ndjson"));
            Files.delete(folder.resolve("raw.ndjson"));
            return result;
        } finally {
            receiver.process().kill();
        }
    }

    private static CompletableFuture<Void> deliver(Vendor vendor, VendorTraffic traffic) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                vendor.deliver(traffic.deliveries().iterator(), traffic.startMillis(), () -> false);
                over.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                over.completeExceptionally(e);
            }
        }, "vendor");
        thread.setDaemon(true);
        thread.start();
        return over;
    }

    /**
     * Faults in an order that the seed decides. Each one happens at a certain number of stored deliveries, so all happen while deliveries
     * come.
     */
    private void strike(ReceiverServer receiver, int brokerKills, Random random, Answers answers, long good,
            CompletableFuture<Void> delivered) throws Exception {
        List<Boolean> atTheBroker = new ArrayList<>(Collections.nCopies(brokerKills, true));
        atTheBroker.add(false);
        Collections.shuffle(atTheBroker, random);
        for (int i = 0; i < atTheBroker.size(); i++) {
            long moment = (long) (good * (0.1 + 0.8 / atTheBroker.size() * (i + random.nextDouble() / 2)));
            Waiting.until(moment + " deliveries are stored, of " + good, () -> answers.accepted() >= moment || delivered.isDone());
            if (delivered.isDone()) {
                throw new AssertionError("all was over before fault " + (i + 1) + " could strike");
            }
            System.out.println(Instant.now() + " kill -9 of the " + (atTheBroker.get(i) ? "broker" : "receiver"));
            if (atTheBroker.get(i)) {
                broker.process().kill();
                Thread.sleep(random.nextInt(3000));
                broker.start();
            } else {
                receiver.process().kill();
                Thread.sleep(random.nextInt(2000));
                receiver.start();
            }
            System.out.println(Instant.now() + " it is back");
        }
    }

    private Result compare(String traffic, Clock clock, int brokerKills, long seed, long good, double seconds, Answers answers,
            DeliveryTotals totals, RawLog raw, Path folder) throws Exception {
        List<String> remarks = new ArrayList<>();
        if (!totals.passed()) {
            remarks.add("the vendor says: " + totals);
        }
        if (raw.mislabelled() > 0) {
            remarks.add(raw.mislabelled() + " records whose delivery-id is not the hash of their body");
        }
        Set<Integer> unwelcome = new HashSet<>(answers.byStatus.keySet());
        unwelcome.removeAll(Set.of(204, 503));
        if (!unwelcome.isEmpty()) {
            remarks.add("good deliveries were answered " + unwelcome);
        }
        int lost = missing(answers.stored, raw.copies().keySet());
        int neverArrived = missing(answers.triedAgain, raw.copies().keySet());
        Set<String> known = new HashSet<>(answers.stored);
        known.addAll(answers.triedAgain);
        int foreign = missing(raw.copies().keySet(), known);
        int records = raw.copies().values().stream().mapToInt(Integer::intValue).sum();

        Map<String, String> expected = alarms(clock, folder, "expected.ndjson");
        Map<String, String> found = alarms(clock, folder, "raw.ndjson");
        int different = 0;
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, String> each : expected.entrySet()) {
            String other = found.get(each.getKey());
            if (other == null) {
                differences.add("missing  " + each.getValue());
            } else if (clock == Clock.TOLD && !other.equals(each.getValue())) {
                different++;
                differences.add("expected " + each.getValue() + "\nfound    " + other);
            }
        }
        found.forEach((id, line) -> {
            if (!expected.containsKey(id)) {
                differences.add("strange  " + line);
            }
        });
        if (!differences.isEmpty()) {
            Files.write(folder.resolve("differences.txt"), differences);
        }
        System.out.println(traffic + ", " + clock + ", seed " + seed + ": answers " + answers.byStatus + ", none " + answers.unanswered
                + ", slowest " + answers.slowest + ", timed out " + answers.timedOut);
        return new Result(traffic, clock, brokerKills, seed, good, totals.refusedOnPurpose(), seconds, answers.answered(204),
                answers.answered(503),
                answers.unansweredInAll(), answers.slowest.answerMicros() / 1e6, answers.slowestRefusalMicros / 1e6, raw.copies().size(),
                records - raw.copies().size(), lost, neverArrived, foreign, expected.size(), found.size(),
                missing(expected.keySet(), found.keySet()), missing(found.keySet(), expected.keySet()), different, remarks);
    }

    /**
     * Alarm records by id. With the simulated arrival these are all alarms. By the wall clock the deliveries of hours arrive within
     * seconds, so only what samples decide can be compared: the starts of all alarms but those of rules on the arrival clock.
     * Updates depend on the arrival too (an alarm of the past turns {@code live} once live data resumes).
     */
    private static Map<String, String> alarms(Clock clock, Path folder, String recording) throws Exception {
        Map<String, String> alarms = new TreeMap<>(FaultFreeReplay.alerts(folder.resolve(recording), folder.resolve("alarms-of-" + recording)));
        if (clock == Clock.WALL) {
            alarms.values().removeIf(line -> !line.contains("\"phase\":\"start\"") || ON_ARRIVAL_CLOCK.matcher(line).find());
        }
        return alarms;
    }

    private static int missing(Set<String> wanted, Set<String> there) {
        return (int) wanted.stream().filter(each -> !there.contains(each)).count();
    }

    /** A Markdown table, one row a run. */
    static String table(List<Result> results) {
        StringBuilder table = new StringBuilder("| traffic | arrival | kill -9 | seed | good deliveries | 204 | 503 | no answer | slowest"
                + " answer "
                + "| slowest 503 | in the topic | repeated | lost | alarm records expected | found | missing, strange or different | time |\n"
                + "|---|---|---|" + "---:|".repeat(14) + "\n");
        for (Result each : results) {
            table.append(String.format(Locale.ROOT,
                    "| %s | %s | %d× broker, 1× receiver | %d | %,d | %,d | %,d | %,d | %.2f s | %.2f s | %,d | %,d | %d | %,d | %,d | %d |"
                    + " %.0f s |%n",
                    each.traffic(), each.clock(), each.brokerKills(), each.seed(), each.good(), each.answered204(), each.answered503(),
                    each.unanswered(), each.slowest(), each.slowestRefusal(), each.inTopic(), each.repeated(), each.lost() + each.neverArrived(),
                    each.expected(), each.found(), each.missing() + each.strange() + each.different(), each.seconds()));
        }
        return table.toString();
    }

    @Override
    public void close() throws Exception {
        killAll();
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }

    private void killAll() {
        List<ServerProcess> all = new ArrayList<>(receivers);
        all.add(broker.process());
        for (ServerProcess process : all) {
            try {
                process.kill();
            } catch (IOException | InterruptedException e) {
                System.err.println(process.name() + " may still run: " + e);
            }
        }
    }
}
