package io.vitalwatch.cluster;

import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.ControlRecordJson;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * A storm of changes beside the deliveries of a few patients: each 100 ms a control record, each second a reading of every patient near its
 * limits, so that many changes begin or end an alarm.
 */
final class ControlStorm extends ProducingThread {
    private static final int PATIENTS = 12;
    private static final long CHANGE_MILLIS = 100;
    private static final long READING_MILLIS = 1_000;

    private final String control;
    private final String raw;
    private final Random random;
    private final ConcurrentSkipListMap<Long, ControlRecord> written = new ConcurrentSkipListMap<>();
    private volatile boolean over;
    private int number;

    /**
     * @param control topic of the changes
     * @param raw topic of the deliveries
     */
    ControlStorm(String bootstrapServers, String control, String raw, Random random) {
        super("storm", bootstrapServers);
        this.control = control;
        this.raw = raw;
        this.random = random;
    }

    /** The changes that the broker has acknowledged, by their numbers. */
    Map<Long, ControlRecord> written() {
        return written;
    }

    /** Ends the storm and waits until all of it is written. */
    void end() throws Exception {
        over = true;
        await();
    }

    @Override
    void produce() throws InterruptedException {
        long begin = System.nanoTime();
        for (long tick = 0; !over; tick++) {
            if (tick * CHANGE_MILLIS % READING_MILLIS == 0) {
                for (int patient = 0; patient < PATIENTS; patient++) {
                    reading("patient-" + patient, patient);
                }
            }
            change();
            long left = begin + TimeUnit.MILLISECONDS.toNanos((tick + 1) * CHANGE_MILLIS) - System.nanoTime();
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        }
        flush();
    }

    private void change() {
        Scope scope = switch (random.nextInt(5)) {
            case 0 -> Scope.ALL;
            case 1 -> new Scope(Scope.Type.STUDY, "S" + random.nextInt(2));
            case 2 -> new Scope(Scope.Type.GROUP, "g" + random.nextInt(2));
            default -> Scope.user("patient-" + random.nextInt(PATIENTS));
        };
        write(new ControlRecord("change-" + number++, scope, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "storm", "a test", -1,
                changeOf(scope)));
    }

    private Change changeOf(Scope scope) {
        int kind = random.nextInt(6);
        if (scope.isUser() && kind == 0) {
            return new PatientChange(PatientChange.Verb.GROUPS, random.nextBoolean() ? List.of("g0") : List.of("g0", "g1"));
        }
        if (scope.isUser() && kind == 1) {
            return new ActionChange(ActionChange.Verb.ACKNOWLEDGE, null, random.nextBoolean() ? "spo2-low" : "pulse-high");
        }
        if (kind == 2) {
            return new LimitsChange(Map.of(), List.of(LimitsChange.EVERYTHING));
        }
        return random.nextBoolean() ? limit("spo2-low.medium", 86 + random.nextInt(8)) : limit("pulse-high.medium", 110 + random.nextInt(30));
    }

    private static LimitsChange limit(String field, int value) {
        return new LimitsChange(Map.of(field, Integer.toString(value)), List.of());
    }

    /** Writes one change. */
    void write(ControlRecord record) {
        send(new ProducerRecord<>(control, 0, null, ControlRecordJson.of(record)), (place, problem) -> {
            if (problem == null) {
                written.put(place.offset(), record);
            }
        });
    }

    private void reading(String user, int patient) {
        long now = System.currentTimeMillis();
        String body = "{\"user_uuid\":\"" + user + "\",\"study\":\"S" + patient % 2 + "\",\"data\":[{\"timestamp\":\"" + now + "\",\"bpm\":\""
                + (100 + random.nextInt(45)) + "\",\"bpm_q\":\"4\",\"spo2\":\"" + (86 + random.nextInt(8))
                + "\",\"spo2_q\":\"4\",\"wearing\":\"4\"}]}";
        send(new ProducerRecord<>(raw, null, now, user.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8)));
    }
}
