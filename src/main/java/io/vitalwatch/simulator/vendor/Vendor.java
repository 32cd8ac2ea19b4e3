package io.vitalwatch.simulator.vendor;

import io.vitalwatch.simulator.vendor.DeliveryHistory.Attempt;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The vendor's delivery side: posts planned deliveries with their signatures and retries those that failed. The schedule is fixed in
 * advance (an open loop): a slow receiver does not slow the plan down, its latency grows. The deliveries of one user are sent one after
 * the other.
 *
 * <p>One thread makes all decisions; the HTTP client's threads only report answers.
 */
public final class Vendor {
    /** The most deliveries that wait for a request to end. Beyond that the plan is read later; due times stay the same. */
    private static final int MOST_WAITING = 50_000;
    /** How far apart in simulated time the open deliveries may be, when requests carry their arrival. */
    private static final long MOST_AHEAD_MILLIS = 30_000;
    private static final long NANOS = 1_000_000;
    private static final long LONGEST_RETRY_AFTER = 3_600_000;

    private static final class Task {
        private final PlannedDelivery delivery;
        private final long number;
        private long due;
        private int attempt = 1;

        Task(PlannedDelivery delivery, long number, long due) {
            this.delivery = delivery;
            this.number = number;
            this.due = due;
        }
    }

    /** Is called after each attempt, on the thread that delivers. */
    @FunctionalInterface
    public interface Watch {
        void over(PlannedDelivery delivery, Attempt attempt);
    }

    /**
     * @param sentAt Unix milliseconds
     * @param sent steady clock, nanoseconds; {@code over} likewise
     * @param http the status, or 0 where no answer came
     */
    private record HttpOutcome(Task task, long sentAt, long sent, long over, int http, String retryAfter, String reason) {}

    private final VendorSettings settings;
    private final Signer signer;
    private final VendorClock clock;
    private final Watch watch;
    private final HttpClient http;
    private final DeliveryHistory history = new DeliveryHistory();
    private final LinkedBlockingQueue<HttpOutcome> answers = new LinkedBlockingQueue<>();
    private final Map<String, Deque<Task>> users = new HashMap<>();
    private final Map<String, Long> latestArrival = new HashMap<>();
    private final Deque<Task> ready = new ArrayDeque<>();
    private final PriorityQueue<Task> resting = new PriorityQueue<>(
            Comparator.comparingLong((Task task) -> task.due).thenComparingLong(task -> task.number));
    /** Planned times of the unsettled deliveries by number. The first is the earliest, because the plan is in order. */
    private final TreeMap<Long, Long> unsettled = new TreeMap<>();
    private volatile long settledUntil = Long.MIN_VALUE;
    private int inFlight;
    private int waiting;
    private long started;
    private long simulatedStart;

    /** A vendor on the machine's clock. */
    public Vendor(VendorSettings settings, Signer signer) {
        this(settings, signer, (delivery, attempt) -> { });
    }

    /** A vendor on the machine's clock that reports each attempt. */
    public Vendor(VendorSettings settings, Signer signer, Watch watch) {
        this(settings, signer, new MachineClock(), watch);
    }

    Vendor(VendorSettings settings, Signer signer, VendorClock clock, Watch watch) {
        this.settings = settings;
        this.signer = signer;
        this.clock = clock;
        this.watch = watch;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofMillis(settings.timeoutMillis()))
                .followRedirects(HttpClient.Redirect.NEVER).build();
    }

    /** What has been delivered so far; may be read from any thread. */
    public DeliveryHistory history() {
        return history;
    }

    /**
     * The simulated moment up to which every delivery was answered with success or given up. A clock of arrivals that shows it is never
     * ahead of a delivery. {@link Long#MIN_VALUE} before the first; may be read from any thread.
     */
    public long settledUntil() {
        return settledUntil;
    }

    /**
     * Delivers a plan and returns when every delivery was answered with success or given up.
     *
     * @param plan in order of sending; without control records
     * @param simulatedStartMillis the simulated time at the call, Unix milliseconds
     * @param stop is asked several times a second; once it is true, nothing more is sent, and open requests are awaited
     */
    public void deliver(Iterator<PlannedDelivery> plan, long simulatedStartMillis, BooleanSupplier stop) throws InterruptedException {
        deliver(plan, simulatedStartMillis, stop, control -> {
            throw new IllegalArgumentException("the plan has a control record, and nobody writes it");
        });
    }

    /**
     * As the other {@code deliver}, for a plan with control records.
     *
     * @param control writes the content of a control record when it is due; simulated time waits for it
     */
    public void deliver(Iterator<PlannedDelivery> plan, long simulatedStartMillis, BooleanSupplier stop, Consumer<byte[]> control)
            throws InterruptedException {
        started = clock.nanos();
        simulatedStart = simulatedStartMillis;
        long number = 0;
        Task next = plan.hasNext() ? task(plan.next(), number++) : null;
        while (true) {
            long now = clock.nanos();
            boolean stopped = stop.getAsBoolean();
            while (!stopped && next != null && next.due <= now && waiting < MOST_WAITING && !ahead(next)) {
                queue(next);
                next = plan.hasNext() ? task(plan.next(), number++) : null;
            }
            while (!resting.isEmpty() && resting.peek().due <= now) {
                ready.add(resting.poll());
            }
            while (!stopped && !ready.isEmpty() && inFlight < settings.maxInFlight()) {
                Task due = ready.poll();
                if (due.delivery.isControl()) {
                    control.accept(due.delivery.body());
                    settled(due);
                } else {
                    send(due);
                }
            }
            settle(next, now);
            if (stopped && inFlight == 0) {
                history.unsent(waiting);
                return;
            }
            if (next == null && waiting == 0) {
                return;
            }
            long wake = now + 100 * NANOS;
            if (!stopped && next != null && waiting < MOST_WAITING && !ahead(next)) {
                wake = Math.min(wake, next.due);
            }
            if (!resting.isEmpty()) {
                wake = Math.min(wake, resting.peek().due);
            }
            HttpOutcome answer = clock.await(answers, Math.max(0, wake - now), inFlight > 0);
            for (; answer != null; answer = answers.poll()) {
                take(answer);
            }
        }
    }

    private void settle(Task next, long now) {
        long until = simulatedStart + (long) ((now - started) / (double) NANOS * settings.speed());
        if (next != null) {
            until = Math.min(until, next.delivery.sendAtMillis());
        }
        if (!unsettled.isEmpty()) {
            until = Math.min(until, unsettled.firstEntry().getValue());
        }
        settledUntil = Math.max(settledUntil, until);
    }

    private Task task(PlannedDelivery delivery, long number) {
        double after = (delivery.sendAtMillis() - simulatedStart) / settings.speed() * NANOS;
        return new Task(delivery, number, started + (long) after);
    }

    /** Adds a delivery to its user's line. The first in line is ready to be sent; the others wait for it. */
    private void queue(Task task) {
        waiting++;
        unsettled.put(task.number, task.delivery.sendAtMillis());
        Deque<Task> line = users.computeIfAbsent(task.delivery.user(), user -> new ArrayDeque<>(2));
        line.add(task);
        if (line.size() == 1) {
            ready.add(task);
        }
    }

    private void send(Task task) {
        inFlight++;
        PlannedDelivery delivery = task.delivery;
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url()).timeout(Duration.ofMillis(settings.timeoutMillis()))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body()));
        signer.headers(delivery.body(), delivery.signing(), "msg_" + task.number, clock.unixMillis() / 1000).forEach(request::header);
        if (settings.tellArrival()) {
            request.header(VendorSettings.ARRIVAL_HEADER, Long.toString(arrival(task)));
        }
        long sentAt = clock.unixMillis();
        long sent = clock.nanos();
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding()).whenComplete((response, failure) -> answers.add(
                failure == null
                        ? new HttpOutcome(task, sentAt, sent, clock.nanos(), response.statusCode(),
                                response.headers().firstValue("Retry-After").orElse(null), "")
                        : new HttpOutcome(task, sentAt, sent, clock.nanos(), 0, null, reason(failure))));
    }

    /**
     * The planned time, at retries too: simulated time waits during retries, so two runs agree whatever fails. Never before an earlier
     * delivery of the same user.
     */
    private long arrival(Task task) {
        return latestArrival.merge(task.delivery.user(), task.delivery.sendAtMillis(), Math::max);
    }

    /**
     * Whether a delivery must wait for simulated time. When requests carry their arrival, arrivals must come in order, as in real time: the
     * loop is closed then, and a slow receiver slows simulated time down.
     */
    private boolean ahead(Task task) {
        return settings.tellArrival() && !unsettled.isEmpty()
                && task.delivery.sendAtMillis() > unsettled.firstEntry().getValue() + MOST_AHEAD_MILLIS;
    }

    private void take(HttpOutcome answer) {
        inFlight--;
        Task task = answer.task();
        boolean success = answer.http() / 100 == 2;
        String reason = success || answer.http() == 0 ? answer.reason() : "answered " + answer.http();
        Attempt attempt = new Attempt(answer.sentAt(), task.delivery.eventType(), success, answer.http(), task.attempt,
                (answer.over() - task.due) / 1000, (answer.over() - answer.sent()) / 1000, reason);
        history.add(attempt);
        watch.over(task.delivery, attempt);
        if (!success && task.attempt < (mayPass(answer.http()) ? settings.maxAttempts() : settings.maxRefusedAttempts())) {
            task.due = clock.nanos() + pause(task, answer.http(), answer.retryAfter()) * NANOS;
            task.attempt++;
            resting.add(task);
            return;
        }
        if (!success) {
            history.givenUp(task.delivery);
        } else if (task.delivery.signing() != PlannedDelivery.Signing.GOOD) {
            history.wronglyAccepted();
        }
        settled(task);
    }

    /** A task is over; the next of its user is ready. */
    private void settled(Task task) {
        waiting--;
        unsettled.remove(task.number);
        Deque<Task> line = users.get(task.delivery.user());
        line.poll();
        if (line.isEmpty()) {
            users.remove(task.delivery.user());
        } else {
            ready.add(line.peek());
        }
    }

    private static boolean mayPass(int http) {
        return http == 0 || http >= 500 || http == 408 || http == 425 || http == 429;
    }

    private long pause(Task task, int http, String retryAfter) {
        long asked = retryAfter == null ? -1 : asked(retryAfter.strip());
        if (asked >= 0) {
            return Math.min(asked, LONGEST_RETRY_AFTER);
        }
        long pause = Math.min(settings.longestBackoffMillis(), settings.firstBackoffMillis() << Math.min(20, task.attempt - 1));
        // An outage ends in real time. A refusal is part of the plan and delays the user's other deliveries in simulated time.
        return mayPass(http) ? pause : (long) (pause / settings.speed());
    }

    /** Milliseconds of a Retry-After, which is in seconds or a date; −1 when it cannot be read. */
    private long asked(String retryAfter) {
        if (retryAfter.matches("\\d{1,9}")) {
            return Long.parseLong(retryAfter) * 1000;
        }
        try {
            long until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().toEpochMilli();
            return Math.max(0, until - clock.unixMillis());
        } catch (DateTimeParseException e) {
            return -1;
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof java.net.ConnectException ? "no connection"
                : cause instanceof java.net.http.HttpTimeoutException ? "no answer in time"
                : "broken connection (" + cause.getClass().getSimpleName() + ")";
    }
}
