package io.vitalwatch.simulator;

import io.vitalwatch.simulator.PlannedDelivery.Signing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A patient's phone and the vendor's cloud behind it: fetches the bracelet's rows about once a minute and makes deliveries of them, in
 * order of sending, one after the other, as far as is asked. What goes wrong on the way is done here.
 *
 * <p>Holds one transfer's deliveries, and those that are held up; rows are made when they are fetched, a backlog's too.
 */
final class Phone {
    static final String ACTIVITY = "activity";
    static final String TEMPERATURE = "temperature";
    private static final long MINUTE = 60_000;
    private static final long GAP_BLOCK = 3 * 60 * MINUTE;
    private static final long CHUNK = 60 * MINUTE;
    private static final long BURST = 40_000;

    private record Waiting(PlannedDelivery delivery, long number) {}

    private final VirtualPatient patient;
    private final Noise noise;
    private final Fate fate;
    private final Bracelet bracelet;
    private final Bodies.Style style;
    private final long end;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(
            Comparator.comparingLong((Waiting each) -> each.delivery().sendAtMillis()).thenComparingLong(Waiting::number));

    private long nextTransfer;
    private long fetchedUpTo;
    private long number;

    Phone(VirtualPatient patient, SimulationSettings settings) {
        this.patient = patient;
        this.noise = patient.noise();
        this.fate = patient.fate();
        this.bracelet = new Bracelet(noise, fate, patient.offsetMinutes(), settings.startMillis(), settings.rowsPerMinute());
        this.style = patient.style();
        this.end = settings.endMillis();
        this.fetchedUpTo = settings.startMillis() - 1;
        this.nextTransfer = settings.startMillis() + 1000 + noise.below("transfer", 0, (int) MINUTE - 6000);
    }

    /** The next delivery in order of sending, or null when simulated time is over. */
    PlannedDelivery next() {
        while (nextTransfer < end && (waiting.isEmpty() || waiting.peek().delivery().sendAtMillis() >= nextTransfer)) {
            if (connected(nextTransfer)) {
                transfer(nextTransfer);
            }
            nextTransfer += MINUTE;
        }
        Waiting first = waiting.poll();
        return first == null || first.delivery().sendAtMillis() >= end ? null : first.delivery();
    }

    /** Phones lose their network for some minutes now and then; ten minutes of silence would be an alarm. */
    private boolean connected(long millis) {
        if (fate.now(InjectionType.OFFLINE, millis) != null) {
            return false;
        }
        long block = Math.floorDiv(millis, GAP_BLOCK);
        double from = block * GAP_BLOCK + noise.between("gap.at", block, 10 * MINUTE, 170 * MINUTE);
        return !noise.chance("gap", block, 0.3) || millis < from || millis >= from + noise.between("gap.length", block, 2, 5) * MINUTE;
    }

    private void transfer(long now) {
        long sendAt = now + 400 + noise.below("delay", now, 3600);
        List<List<PlannedDelivery>> chunks = new ArrayList<>();
        long from = fetchedUpTo;
        while (from < now) {
            long to = now - from > CHUNK + 5 * MINUTE ? from + CHUNK : now;
            chunks.add(chunk(from, to, sendAt));
            from = to;
        }
        fetchedUpTo = now;
        Injection offline = lastOffline(now);
        if (offline != null && offline.number("newest-first") == 1) {
            java.util.Collections.reverse(chunks);
        }
        long step = Math.min(700, BURST / chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            for (PlannedDelivery delivery : chunks.get(i)) {
                send(delivery.at(delivery.sendAtMillis() + i * step), now);
            }
        }
    }

    private List<PlannedDelivery> chunk(long from, long to, long sendAt) {
        List<PlannedDelivery> deliveries = new ArrayList<>(2);
        add(deliveries, ACTIVITY, bracelet.activity(from, to), sendAt);
        add(deliveries, TEMPERATURE, bracelet.temperature(from, to), sendAt + 20 + noise.below("between", to, 300));
        return deliveries;
    }

    private void add(List<PlannedDelivery> deliveries, String eventType, List<BraceletRow> rows, long sendAt) {
        if (!rows.isEmpty()) {
            List<BraceletRow> stamped = rows.stream().map(this::stamped).toList();
            deliveries.add(delivery(sendAt, eventType, Bodies.write(patient.user(), patient.study().name(), eventType, stamped, style),
                    Signing.GOOD, false));
        }
    }

    /** The row as a bracelet with a wrong clock stamps it. */
    private BraceletRow stamped(BraceletRow row) {
        Injection clock = fate.now(InjectionType.CLOCK, row.time());
        return clock == null ? row : row.at(row.time() + (long) clock.number("days") * Routine.DAY);
    }

    private void send(PlannedDelivery delivery, long now) {
        long salt = number;
        if (struckBy(InjectionType.MALFORMED, now, salt)) {
            byte[] broken = Bodies.broken(delivery.body(), noise.below("malformed.way", salt, Bodies.WAYS_TO_BREAK));
            enqueue(delivery(delivery.sendAtMillis() - 8, delivery.eventType(), broken, Signing.GOOD, true));
        }
        if (struckBy(InjectionType.WRONG_SIGNATURE, now, salt)) {
            Signing signing = noise.chance("signature.missing", salt, 0.3) ? Signing.MISSING : Signing.WRONG;
            enqueue(delivery(delivery.sendAtMillis() - 4, ACTIVITY, forged(now), signing, false));
        }
        if (struckBy(InjectionType.DUPLICATES, now, salt)) {
            PlannedDelivery again = delivery.at(delivery.sendAtMillis() + 1500 + noise.below("duplicate.after", salt, 90_000));
            enqueue(noise.chance("duplicate.rewritten", salt, 0.5) ? again : rewritten(again));
        }
        Injection reordering = fate.now(InjectionType.REORDERING, now);
        if (reordering != null && noise.chance("reordering", salt, reordering.number("share"))) {
            long most = (long) (reordering.number("minutes") * MINUTE);
            enqueue(delivery.at(delivery.sendAtMillis() + noise.below("reordering.by", salt, (int) most)));
        } else {
            enqueue(delivery);
        }
    }

    private boolean struckBy(InjectionType type, long now, long salt) {
        Injection injection = fate.now(type, now);
        return injection != null && noise.chance(type.word(), salt, injection.number("share"));
    }

    /** A flag that the bracelet never raised: a receiver that takes this raises an alarm that nobody needs. */
    private byte[] forged(long now) {
        ActivityRow row = ActivityRow.empty(now - now % 1000 - 1000, Times.offset(patient.offsetMinutes()))
                .with(ActivityRow.Key.WEARING, 4).with(ActivityRow.Key.BATTERY, 50).with(ActivityRow.Key.CARDIAC_ARREST, 2);
        return Bodies.write(patient.user(), patient.study().name(), ACTIVITY, List.of(row), style);
    }

    /** The same rows, numbers for strings or the other way round: nobody promises that a repeated body is the same to the byte. */
    private PlannedDelivery rewritten(PlannedDelivery delivery) {
        String text = new String(delivery.body(), java.nio.charset.StandardCharsets.UTF_8);
        String changed = style.strings()
                ? text.replaceAll("\"(-?\\d+(?:\\.\\d+)?)\"", "$1")
                : text.replaceAll(":(-?\\d+(?:\\.\\d+)?)([,}])", ":\"$1\"$2");
        return delivery(delivery.sendAtMillis(), delivery.eventType(), changed.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                delivery.signing(), delivery.malformed());
    }

    private PlannedDelivery delivery(long sendAt, String eventType, byte[] body, Signing signing, boolean malformed) {
        return new PlannedDelivery(sendAt, patient.user(), patient.study().name(), eventType, body, signing, malformed);
    }

    private void enqueue(PlannedDelivery delivery) {
        waiting.add(new Waiting(delivery, number++));
    }

    /** The offline time that has just ended, or null. */
    private Injection lastOffline(long now) {
        for (Injection injection : fate.all()) {
            boolean over = fate.to(injection) <= now && now - fate.to(injection) < 10 * MINUTE;
            if (injection.type() == InjectionType.OFFLINE && over) {
                return injection;
            }
        }
        return null;
    }
}
