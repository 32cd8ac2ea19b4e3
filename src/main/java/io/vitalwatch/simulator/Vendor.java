package io.vitalwatch.simulator;

import io.vitalwatch.simulator.DeliveryHistory.Attempt;

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

/**
 * The vendor's delivery side: posts planned deliveries, signed, on a schedule that is fixed in advance (an open loop: a slow receiver does
 * not slow the plan down, its latency grows), each user's one after the other, and tries again what failed.
 *
 * <p>One thread decides everything; the HTTP client's threads only report.
 */
public final class Vendor {
    /** Deliveries that wait for a request to end; beyond that the plan is read later, its due times stay. */
    private static final int MOST_WAITING = 50_000;
    /** How far apart in simulated time deliveries may be that are under way together, where arrivals are told. */
    private static final long MOST_AHEAD_MILLIS = 30_000;
    private static final long NANOS = 1_000_000;
    private static final long LONGEST_RETRY_AFTER = 3_600_000;

    private static final class Job {
        private final PlannedDelivery delivery;
        private final long number;
        private long due;
        private int attempt = 1;

        Job(PlannedDelivery delivery, long number, long due) {
            this.delivery = delivery;
            this.number = number;
            this.due = due;
        }
    }

    /** Told of each attempt once it is over, on the thread that delivers. */
    @FunctionalInterface
    public interface Watch {
        void over(PlannedDelivery delivery, Attempt attempt);
    }

    /**
     * @param sentAt Unix milliseconds
     * @param sent steady clock, nanoseconds; {@code over} likewise
     * @param http the status, or 0 where no answer came
     */
    private record Answer(Job job, long sentAt, long sent, long over, int http, String retryAfter, String reason) {}

    private final VendorSettings settings;
    private final Signer signer;
    private final VendorClock clock;
    private final Watch watch;
    private final HttpClient http;
    private final DeliveryHistory history = new DeliveryHistory();
    private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Map<String, Deque<Job>> users = new HashMap<>();
    private final Map<String, Long> latestArrival = new HashMap<>();
    private final Deque<Job> ready = new ArrayDeque<>();
    private final PriorityQueue<Job> resting = new PriorityQueue<>(
            Comparator.comparingLong((Job job) -> job.due).thenComparingLong(job -> job.number));
    /** Planned moments of what is not settled yet, by number: the first is the earliest, for the plan is in order. */
    private final TreeMap<Long, Long> unsettled = new TreeMap<>();
    private volatile long settledUntil = Long.MIN_VALUE;
    private int inFlight;
    private int waiting;
    private long started;
    private long simulatedStart;

    /** A vendor that works by the machine's clock. */
    public Vendor(VendorSettings settings, Signer signer) {
        this(settings, signer, (delivery, attempt) -> { });
    }

    /** A vendor that works by the machine's clock, watched. */
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
     * The simulated moment up to which every delivery was answered with success or given up: what a clock of arrivals may show without
     * getting ahead of a delivery. {@link Long#MIN_VALUE} before the first; may be read from any thread.
     */
    public long settledUntil() {
        return settledUntil;
    }

    /**
     * Delivers a plan and returns when every delivery was answered with success or given up.
     *
     * @param plan in order of sending
     * @param simulatedStartMillis the simulated moment that is now
     * @param stop asked some times a second; once it holds, nothing more is sent, and open requests are waited for
     */
    public void deliver(Iterator<PlannedDelivery> plan, long simulatedStartMillis, BooleanSupplier stop) throws InterruptedException {
        started = clock.nanos();
        simulatedStart = simulatedStartMillis;
        long number = 0;
        Job next = plan.hasNext() ? job(plan.next(), number++) : null;
        while (true) {
            long now = clock.nanos();
            boolean stopped = stop.getAsBoolean();
            while (!stopped && next != null && next.due <= now && waiting < MOST_WAITING && !ahead(next)) {
                queue(next);
                next = plan.hasNext() ? job(plan.next(), number++) : null;
            }
            while (!resting.isEmpty() && resting.peek().due <= now) {
                ready.add(resting.poll());
            }
            while (!stopped && !ready.isEmpty() && inFlight < settings.maxInFlight()) {
                send(ready.poll());
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
            for (Answer answer = clock.await(answers, Math.max(0, wake - now), inFlight > 0); answer != null; answer = answers.poll()) {
                take(answer);
            }
        }
    }

    private void settle(Job next, long now) {
        long until = simulatedStart + (long) ((now - started) / (double) NANOS * settings.speed());
        if (next != null) {
            until = Math.min(until, next.delivery.sendAtMillis());
        }
        if (!unsettled.isEmpty()) {
            until = Math.min(until, unsettled.firstEntry().getValue());
        }
        settledUntil = Math.max(settledUntil, until);
    }

    private Job job(PlannedDelivery delivery, long number) {
        double after = (delivery.sendAtMillis() - simulatedStart) / settings.speed() * NANOS;
        return new Job(delivery, number, started + (long) after);
    }

    /** A user's first delivery in line is ready; the others wait behind it. */
    private void queue(Job job) {
        waiting++;
        unsettled.put(job.number, job.delivery.sendAtMillis());
        Deque<Job> line = users.computeIfAbsent(job.delivery.user(), user -> new ArrayDeque<>(2));
        line.add(job);
        if (line.size() == 1) {
            ready.add(job);
        }
    }

    private void send(Job job) {
        inFlight++;
        PlannedDelivery delivery = job.delivery;
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url()).timeout(Duration.ofMillis(settings.timeoutMillis()))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body()));
        signer.headers(delivery.body(), delivery.signing(), "msg_" + job.number, clock.unixMillis() / 1000).forEach(request::header);
        if (settings.tellArrival()) {
            request.header(VendorSettings.ARRIVAL_HEADER, Long.toString(arrival(job)));
        }
        long sentAt = clock.unixMillis();
        long sent = clock.nanos();
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding()).whenComplete((response, failure) -> answers.add(
                failure == null
                        ? new Answer(job, sentAt, sent, clock.nanos(), response.statusCode(),
                                response.headers().firstValue("Retry-After").orElse(null), "")
                        : new Answer(job, sentAt, sent, clock.nanos(), 0, null, reason(failure))));
    }

    /**
     * As planned, also at a further attempt: simulated time waits meanwhile, so that two runs agree, whatever goes wrong. Never before an
     * earlier delivery of the same user.
     */
    private long arrival(Job job) {
        return latestArrival.merge(job.delivery.user(), job.delivery.sendAtMillis(), Math::max);
    }

    /**
     * Whether a delivery has to wait for simulated time. Where arrivals are told, they are to come about in order, as they would in real
     * time: the loop is open no longer, and a slow receiver slows simulated time down.
     */
    private boolean ahead(Job job) {
        return settings.tellArrival() && !unsettled.isEmpty()
                && job.delivery.sendAtMillis() > unsettled.firstEntry().getValue() + MOST_AHEAD_MILLIS;
    }

    private void take(Answer answer) {
        inFlight--;
        Job job = answer.job();
        boolean success = answer.http() / 100 == 2;
        String reason = success || answer.http() == 0 ? answer.reason() : "answered " + answer.http();
        Attempt attempt = new Attempt(answer.sentAt(), job.delivery.eventType(), success, answer.http(), job.attempt,
                (answer.over() - job.due) / 1000, (answer.over() - answer.sent()) / 1000, reason);
        history.note(attempt);
        watch.over(job.delivery, attempt);
        if (!success && job.attempt < (mayPass(answer.http()) ? settings.maxAttempts() : settings.maxRefusedAttempts())) {
            job.due = clock.nanos() + pause(job, answer.http(), answer.retryAfter()) * NANOS;
            job.attempt++;
            resting.add(job);
            return;
        }
        if (!success) {
            history.givenUp(job.delivery);
        } else if (job.delivery.signing() != PlannedDelivery.Signing.GOOD) {
            history.wronglyAccepted();
        }
        waiting--;
        unsettled.remove(job.number);
        Deque<Job> line = users.get(job.delivery.user());
        line.poll();
        if (line.isEmpty()) {
            users.remove(job.delivery.user());
        } else {
            ready.add(line.peek());
        }
    }

    private static boolean mayPass(int http) {
        return http == 0 || http >= 500 || http == 408 || http == 425 || http == 429;
    }

    private long pause(Job job, int http, String retryAfter) {
        long asked = retryAfter == null ? -1 : asked(retryAfter.strip());
        if (asked >= 0) {
            return Math.min(asked, LONGEST_RETRY_AFTER);
        }
        long pause = Math.min(settings.longestBackoffMillis(), settings.firstBackoffMillis() << Math.min(20, job.attempt - 1));
        // An outage takes real time to pass. A refusal is part of the plan and keeps the user's other deliveries waiting in simulated time.
        return mayPass(http) ? pause : (long) (pause / settings.speed());
    }

    /** Milliseconds that a Retry-After asks for, in seconds or as a date; −1 for what cannot be read. */
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
