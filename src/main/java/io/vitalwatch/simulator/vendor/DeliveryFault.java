package io.vitalwatch.simulator.vendor;

import static io.vitalwatch.simulator.patient.FaultField.number;

import io.vitalwatch.simulator.patient.BraceletRow;
import io.vitalwatch.simulator.patient.ExpectedAlarm;
import io.vitalwatch.simulator.patient.FaultField;
import io.vitalwatch.simulator.patient.FaultKind;
import io.vitalwatch.simulator.patient.Injection;
import io.vitalwatch.simulator.vendor.PlannedDelivery.Signing;

import java.util.List;

/**
 * What can go wrong between the bracelet and the receiver. If two act on the same delivery, the one that is declared first acts first.
 */
public enum DeliveryFault implements FaultKind {
    /**
     * The phone has no network. The bracelet continues to measure; its stored rows come in one burst afterwards, oldest first or newest
     * first.
     */
    OFFLINE("offline", ExpectedAlarm.technical("no-data", 13), number("newest-first", 0, 0, 1)) {
        @Override
        boolean connected(Injection injection, long millis) {
            return false;
        }

        @Override
        boolean reversesBacklog(Injection injection, long now) {
            long since = now - injection.toMillis();
            return since >= 0 && since < JUST_OVER && injection.number("newest-first") == 1;
        }
    },
    /** A broken delivery comes before a share of the deliveries. */
    MALFORMED("malformed", null, number("share", 0.2, 0, 1)) {
        @Override
        PlannedDelivery pass(Injection injection, PlannedDelivery delivery, Transit transit) {
            if (transit.changedBy(injection)) {
                int way = transit.noise().below("malformed.way", transit.number(), VendorBodies.WAYS_TO_BREAK);
                transit.extra().accept(new PlannedDelivery(delivery.sendAtMillis() - 8, delivery.user(), delivery.study(),
                        delivery.eventType(), VendorBodies.broken(delivery.body(), way), Signing.GOOD, true));
            }
            return delivery;
        }
    },
    /**
     * Before a share of the deliveries comes one that is signed with another secret, or not at all. It reports a cardiac arrest that never
     * happened, so a receiver that accepts it causes a false alarm.
     */
    WRONG_SIGNATURE("wrong-signature", null, number("share", 0.2, 0, 1)) {
        @Override
        PlannedDelivery pass(Injection injection, PlannedDelivery delivery, Transit transit) {
            if (transit.changedBy(injection)) {
                boolean missing = transit.noise().chance("signature.missing", transit.number(), 0.3);
                long now = transit.now();
                BraceletRow row = BraceletRow.cardiacArrest(now - now % 1000 - 1000, transit.timezone());
                byte[] forged = VendorBodies.write(delivery.user(), delivery.study(), Phone.ACTIVITY, List.of(row), transit.style());
                transit.extra().accept(new PlannedDelivery(delivery.sendAtMillis() - 4, delivery.user(), delivery.study(), Phone.ACTIVITY,
                        forged, missing ? Signing.MISSING : Signing.WRONG, false));
            }
            return delivery;
        }
    },
    /** A share of the deliveries comes twice: with the same bytes, or written differently, since no source promises the same bytes. */
    DUPLICATES("duplicates", null, number("share", 0.3, 0, 1)) {
        @Override
        PlannedDelivery pass(Injection injection, PlannedDelivery delivery, Transit transit) {
            if (transit.changedBy(injection)) {
                PlannedDelivery again = delivery.at(delivery.sendAtMillis() + 1500
                        + transit.noise().below("duplicate.after", transit.number(), 90_000));
                boolean same = transit.noise().chance("duplicate.rewritten", transit.number(), 0.5);
                transit.extra().accept(same ? again : again.with(VendorBodies.rewritten(again.body(), transit.style())));
            }
            return delivery;
        }
    },
    /** A share of the deliveries is delayed, by at most so many minutes, and overtaken by others. */
    REORDERING("reordering", null, number("share", 0.3, 0, 1), number("minutes", 6, 1, 8)) {
        @Override
        PlannedDelivery pass(Injection injection, PlannedDelivery delivery, Transit transit) {
            if (!transit.changedBy(injection)) {
                return delivery;
            }
            int most = (int) (injection.number("minutes") * MINUTE);
            return delivery.at(delivery.sendAtMillis() + transit.noise().below("reordering.by", transit.number(), most));
        }
    },
    /** The phone uploads once in so many minutes, all rows since the last upload together. */
    SLOW_UPLOAD("slow-upload", ExpectedAlarm.technical("no-data", 45), number("minutes", 30, 2, 180)) {
        @Override
        boolean connected(Injection injection, long millis) {
            long interval = (long) injection.number("minutes");
            return Math.floorMod(Math.floorDiv(millis - injection.fromMillis(), MINUTE), interval) == interval - 1;
        }
    };

    private static final long MINUTE = 60_000;
    private static final long JUST_OVER = 10 * MINUTE;

    private final String word;
    private final ExpectedAlarm alarm;
    private final List<FaultField> fields;

    DeliveryFault(String word, ExpectedAlarm alarm, FaultField... fields) {
        this.word = word;
        this.alarm = alarm;
        this.fields = List.of(fields);
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public ExpectedAlarm alarm() {
        return alarm;
    }

    @Override
    public List<FaultField> fields() {
        return fields;
    }

    /** Whether the phone can transfer at this moment, while the injection holds. */
    boolean connected(Injection injection, long millis) {
        return true;
    }

    /** Whether a backlog that is transferred now comes newest first. */
    boolean reversesBacklog(Injection injection, long now) {
        return false;
    }

    /** Changes a delivery during the injection: returns the delivery that continues; additional ones go to the transit. */
    PlannedDelivery pass(Injection injection, PlannedDelivery delivery, Transit transit) {
        return delivery;
    }

    /** The fault of an injection that was chosen from this enum. */
    static DeliveryFault of(Injection injection) {
        return (DeliveryFault) injection.kind();
    }
}
