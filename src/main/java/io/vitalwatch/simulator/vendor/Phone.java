package io.vitalwatch.simulator.vendor;

import io.vitalwatch.simulator.patient.Bracelet;
import io.vitalwatch.simulator.patient.BraceletRow;
import io.vitalwatch.simulator.patient.Injection;
import io.vitalwatch.simulator.patient.IsoTimes;
import io.vitalwatch.simulator.patient.Noise;
import io.vitalwatch.simulator.patient.PatientInjections;
import io.vitalwatch.simulator.patient.VirtualPatient;
import io.vitalwatch.simulator.vendor.PlannedDelivery.Signing;
import io.vitalwatch.simulator.vendor.VendorBodies.BodyStyle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A patient's phone and the vendor's cloud behind it: fetches the bracelet's rows about once a minute and plans deliveries of them, in
 * order of sending. It plans only as far as it is asked: it keeps the deliveries of one transfer and the delayed ones. Rows are made when
 * they are fetched, those of a backlog too.
 */
public final class Phone {
    static final String ACTIVITY = "activity";
    static final String TEMPERATURE = "temperature";
    private static final long MINUTE = 60_000;
    private static final long GAP_BLOCK = 3 * 60 * MINUTE;
    private static final long CHUNK = 60 * MINUTE;
    private static final long BURST = 40_000;
    private static final long LONGEST_DELAY = 4000 + BURST;

    private record Queued(PlannedDelivery delivery, long number) {}

    private final VirtualPatient patient;
    private final String study;
    private final Noise noise;
    private final List<Injection> injections;
    private final Bracelet bracelet;
    private final BodyStyle style;
    private final long end;
    private final PriorityQueue<Queued> queue = new PriorityQueue<>(
            Comparator.comparingLong((Queued each) -> each.delivery().sendAtMillis()).thenComparingLong(Queued::number));

    private final long firstTransfer;
    private long nextTransfer;
    private long fetchedUpTo;
    private long number;

    /**
     * @param study the study that the patient takes part in
     * @param startMillis start of the simulation, Unix milliseconds
     * @param endMillis its end; nothing is sent at or after it
     * @param rowsPerMinute optical rows a minute of the bracelet
     */
    public Phone(VirtualPatient patient, String study, long startMillis, long endMillis, int rowsPerMinute) {
        this.patient = patient;
        this.study = study;
        this.noise = patient.noise();
        this.injections = patient.injections().of(DeliveryFault.class);
        this.bracelet = patient.bracelet(startMillis, rowsPerMinute);
        this.style = style(noise);
        this.end = endMillis;
        this.fetchedUpTo = startMillis - 1;
        this.firstTransfer = startMillis + 1000 + noise.below("transfer", 0, (int) MINUTE - 6000);
        this.nextTransfer = firstTransfer;
    }

    /** The next delivery in order of sending, or null when simulated time is over. */
    public PlannedDelivery next() {
        while (nextTransfer < end && (queue.isEmpty() || queue.peek().delivery().sendAtMillis() >= nextTransfer)) {
            if (connected(nextTransfer)) {
                transfer(nextTransfer);
            }
            nextTransfer += MINUTE;
        }
        Queued first = queue.poll();
        return first == null || first.delivery().sendAtMillis() >= end ? null : first.delivery();
    }

    /** Whether the rows of a moment are sent before simulated time is over. */
    public boolean sends(long moment) {
        for (long now = firstTransfer; now + LONGEST_DELAY < end; now += MINUTE) {
            if (now > moment && connected(now)) {
                return true;
            }
        }
        return false;
    }

    /** One user in four has the bare shape of the vendor's example, and one in four of the others the numbers of the data dictionary. */
    private static BodyStyle style(Noise noise) {
        boolean bare = noise.chance("bare", 0, 0.25);
        return new BodyStyle(bare, bare || !noise.chance("numbers", 0, 0.25));
    }

    /** Phones lose their network for some minutes now and then; ten minutes of silence would be an alarm. */
    private boolean connected(long millis) {
        for (Injection injection : PatientInjections.holding(injections, millis)) {
            if (!DeliveryFault.of(injection).connected(injection, millis)) {
                return false;
            }
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
        if (injections.stream().anyMatch(injection -> DeliveryFault.of(injection).reversesBacklog(injection, now))) {
            Collections.reverse(chunks);
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
            byte[] body = VendorBodies.write(patient.user(), study, eventType, rows, style);
            deliveries.add(new PlannedDelivery(sendAt, patient.user(), study, eventType, body, Signing.GOOD, false));
        }
    }

    private void send(PlannedDelivery delivery, long now) {
        Transit transit = new Transit(now, number, IsoTimes.offset(patient.offsetMinutes()), noise, style, this::enqueue);
        PlannedDelivery passed = delivery;
        for (Injection injection : PatientInjections.holding(injections, now)) {
            passed = DeliveryFault.of(injection).pass(injection, passed, transit);
        }
        enqueue(passed);
    }

    private void enqueue(PlannedDelivery delivery) {
        queue.add(new Queued(delivery, number++));
    }
}
