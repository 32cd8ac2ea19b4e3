package io.vitalwatch.simulator.patient;

import static io.vitalwatch.simulator.patient.FaultField.choice;
import static io.vitalwatch.simulator.patient.FaultField.number;

import java.time.LocalDate;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongToDoubleFunction;

/** What can go wrong with the bracelet. Where two act on the same row, the one that is declared first acts first. */
public enum BraceletFault implements BodyFault {
    /** The bracelet is taken off. It continues to send rows: all values 0, wearing 0. */
    OFF("off", ExpectedAlarm.technical("not-worn", 17)) {
        @Override
        public boolean off(Injection injection, long millis) {
            return injection.holds(millis);
        }

        @Override
        public boolean keepsOffCharger() {
            return true;
        }
    },
    /** The charge falls from 10 % to the value; then the bracelet is charged. */
    BATTERY("battery", ExpectedAlarm.technical("battery-low", 5), number("value", 2, 0, 9)) {
        @Override
        public Charge charge(Injection injection, long millis, Routine usual) {
            double end = injection.number("value");
            long from = injection.fromMillis();
            return chargedAfterwards(injection, millis, usual, LOW + 1, end,
                    () -> LOW - (LOW - end) * (millis - from) / (injection.toMillis() - from));
        }

        @Override
        public long fullAt(Injection injection) {
            return injection.toMillis() + RECHARGE;
        }

        @Override
        public boolean keepsOffCharger() {
            return true;
        }
    },
    /** Values come, with quality 0 or 1, in every group. */
    POOR_SIGNAL("poor-signal", ExpectedAlarm.technical("poor-signal", 35)) {
        /** Longer than the alarm looks back, because readings before and after the event count too. */
        private static final long QUIET = 2_400_000;

        @Override
        public long stillnessMillis() {
            return QUIET;
        }

        @Override
        public Signal signal(Injection injection, long millis) {
            long to = injection.toMillis();
            return injection.holds(millis) ? Signal.POOR : millis >= to && millis < to + QUIET ? Signal.GOOD : null;
        }
    },
    /** The bracelet's clock is wrong by so many days. Its rows cannot be used, so the bracelet counts as silent. */
    CLOCK("clock", ExpectedAlarm.technical("no-data", 13), number("days", 2000, -20_000, 20_000)) {
        @Override
        public List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
            return List.of(row.at(row.time() + (long) injection.number("days") * Routine.DAY));
        }
    },
    /** The charge jumps up and down around a value each five minutes, by so much in all; then the bracelet is charged. */
    BATTERY_SWING("battery-swing", ExpectedAlarm.technical("battery-low", 5), number("value", 10, 5, 20), number("swing", 2, 1, 6)) {
        @Override
        public Charge charge(Injection injection, long millis, Routine usual) {
            double value = injection.number("value");
            double half = injection.number("swing") / 2;
            boolean down = Math.floorDiv(millis - injection.fromMillis(), 5 * Routine.MINUTE) % 2 == 0;
            return chargedAfterwards(injection, millis, usual, value + 2 * half, value - half, () -> down ? value - half : value + half);
        }

        @Override
        public long fullAt(Injection injection) {
            return injection.toMillis() + RECHARGE;
        }

        @Override
        public boolean keepsOffCharger() {
            return true;
        }
    },
    /** The bracelet is worn and its rows go on, but it no longer measures one vital, or none at all. */
    NOT_MEASURED("not-measured", null, choice("vital", SimulatedVital.wordsAnd("all"))) {
        @Override
        public boolean hides(Injection injection, SimulatedVital vital, long millis) {
            String word = injection.word("vital");
            return injection.holds(millis) && (word.equals("all") || word.equals(vital.word()));
        }
    },
    /** The sensor repeats the first value that it measures during this event. */
    CONSTANT("constant", null, choice("vital", SimulatedVital.singleWords())) {
        @Override
        public double reading(Injection injection, SimulatedVital vital, double value, LongToDoubleFunction body) {
            return injection.word("vital").equals(vital.word()) ? body.applyAsDouble(injection.fromMillis()) : value;
        }
    },
    /** The pulse is counted wrongly: 2 for twice as many beats, 0.5 for half of them. */
    PULSE_FACTOR("pulse-factor", null, number("factor", 2, 0.5, 2)) {
        @Override
        public double reading(Injection injection, SimulatedVital vital, double value, LongToDoubleFunction body) {
            return vital == SimulatedVital.PULSE ? value * injection.number("factor") : value;
        }
    },
    /** A value that means "no reading" elsewhere, such as 255, 127 or −1, comes with good quality. */
    SENTINEL("sentinel", null, choice("vital", SimulatedVital.singleWords()), number("value", 255, -1, 255)) {
        @Override
        public double reading(Injection injection, SimulatedVital vital, double value, LongToDoubleFunction body) {
            return injection.word("vital").equals(vital.word()) ? injection.number("value") : value;
        }
    },
    /**
     * A share of the rows comes twice with the same timestamp: first with other values, then with the true ones. The other values have the
     * same quality, or they are poor.
     */
    SAME_STAMP("same-stamp", null, number("share", 0.3, 0, 1), choice("first", List.of("other", "poor"))) {
        @Override
        public List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
            if (!noise.chance(word(), row.time(), injection.number("share"))) {
                return List.of(row);
            }
            boolean poor = injection.word("first").equals("poor");
            BraceletRow first = row.at(row.time());
            for (SimulatedVital vital : SimulatedVital.values()) {
                if (first.hasReading(vital.field())) {
                    first.with(vital.field(), first.get(vital.field()) * 1.1 / vital.field().scale());
                    if (poor && vital.quality() != null) {
                        first.with(vital.quality(), 0);
                    }
                }
            }
            return List.of(first, row);
        }
    },
    /** A new release of the vendor writes the keys of readings differently; timestamp and timezone stay. */
    RENAMED_FIELDS("renamed-fields", null, choice("how", List.of("upper-case", "camel-case", "new-names"))) {
        @Override
        public List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
            return List.of(row.spelled(switch (injection.word("how")) {
                case "upper-case" -> RowSpelling.UPPER_CASE;
                case "camel-case" -> RowSpelling.CAMEL_CASE;
                default -> RowSpelling.NEW_NAMES;
            }));
        }
    },
    /** Flags are the text "true" or "false". */
    TEXT_FLAGS("text-flags", null) {
        @Override
        public List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
            return List.of(row.spelled(RowSpelling.TEXT_FLAGS));
        }
    },
    /**
     * Stamps are behind the true time, as after a mistake with a time zone or daylight saving time; negative minutes are ahead. From the
     * middle of a simulation on, the stamps of the time before come again with other values.
     */
    STAMPS_BEHIND("stamps-behind", null, number("minutes", 60, -840, 840)) {
        @Override
        public List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
            return List.of(row.at(row.time() - (long) (injection.number("minutes") * Routine.MINUTE)));
        }
    },
    /**
     * The bracelet's clock is reset to the beginning of a year, and runs on from there. Its rows cannot be used, as with {@link #CLOCK}.
     */
    CLOCK_RESET("clock-reset", ExpectedAlarm.technical("no-data", 13), number("year", 1970, 1970, 2100)) {
        @Override
        public List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
            long year = LocalDate.of((int) injection.number("year"), 1, 1).toEpochDay() * Routine.DAY;
            return List.of(row.at(year + row.time() - injection.fromMillis()));
        }
    },
    /** Timestamps are in seconds or microseconds instead of milliseconds. The rows cannot be used, as with {@link #CLOCK}. */
    STAMP_UNIT("stamp-unit", ExpectedAlarm.technical("no-data", 13), choice("unit", List.of("seconds", "microseconds"))) {
        @Override
        public List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
            return List.of(row.at(injection.word("unit").equals("seconds") ? row.time() / 1000 : row.time() * 1000));
        }
    };

    private static final double LOW = 10;
    private static final long RECHARGE = 12 * Routine.MINUTE;

    private final String word;
    private final ExpectedAlarm alarm;
    private final List<FaultField> fields;

    BraceletFault(String word, ExpectedAlarm alarm, FaultField... fields) {
        this.word = word;
        this.alarm = alarm;
        this.fields = List.of(fields);
    }

    /**
     * A charge that falls within the hour before the injection, and is filled up after it.
     *
     * @param before the charge when the injection begins
     * @param end the charge when it ends
     * @param during the charge while it holds
     */
    private static Charge chargedAfterwards(Injection injection, long millis, Routine usual, double before, double end,
            DoubleSupplier during) {
        long from = injection.fromMillis();
        long to = injection.toMillis();
        if (millis < from - Routine.HOUR || millis >= to + RECHARGE) {
            return null;
        }
        if (millis < from) {
            double had = usual.drainedUncharged(from - Routine.HOUR);
            return new Charge(before + Math.max(0, had - before) * (from - millis) / Routine.HOUR, false);
        }
        return millis < to ? new Charge(during.getAsDouble(), false)
                : new Charge(end + (usual.full() - end) * (millis - to) / RECHARGE, true);
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
}
