package io.vitalwatch.alarm.rule;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Vital;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;

/** One or more comparisons joined by "or": {@code systolic > 180 or diastolic > 120}. Limits are decimals, kept in thousandths. */
public record Condition(List<Comparison> anyOf) implements Serializable {

    /** A quantity compared with a limit. */
    public record Comparison(Vital vital, Operator operator, int limit) implements Serializable {
        /** True if the value (thousandths) meets it. */
        public boolean holds(int value) {
            return operator.holds(value, limit);
        }

        /** The smallest value that does not meet it, thousandths; the smallest number for limits that are crossed upwards. */
        public int lowestInside() {
            return switch (operator) {
                case BELOW -> limit;
                case AT_MOST -> limit + 1;
                case ABOVE, AT_LEAST -> Integer.MIN_VALUE;
            };
        }

        /** The largest value that does not meet it, thousandths; the largest number for limits that are crossed downwards. */
        public int highestInside() {
            return switch (operator) {
                case ABOVE -> limit;
                case AT_LEAST -> limit - 1;
                case BELOW, AT_MOST -> Integer.MAX_VALUE;
            };
        }

        /** True if the value is on the safe side of the limit, at least the margin (thousandths) away from it. */
        public boolean clearedBy(int value, int margin) {
            return operator.rising() ? value <= (long) limit - margin && !holds(value) : value >= (long) limit + margin && !holds(value);
        }

        /**
         * The comparison as a part of an alert's limit.
         *
         * @param statistic what of the readings is compared, or null for a reading itself
         * @param observed the value that was compared, thousandths; null if there is none
         * @param age how much older it is than the decision, milliseconds
         * @param known whether the value is new enough to say whether the comparison holds
         */
        public Alert.Term term(String statistic, Integer observed, long age, boolean known) {
            return new Alert.Term(toString(), vital, statistic, operator.symbol(), limit, observed,
                    observed == null ? null : Math.max(0, age / 1000),
                    observed == null || !known ? Ternary.UNKNOWN : holds(observed) ? Ternary.TRUE : Ternary.FALSE);
        }

        @Override
        public String toString() {
            return vital.label() + " " + operator.symbol() + " " + decimal(limit);
        }
    }

    /** The four comparisons. */
    public enum Operator {
        ABOVE(">"),
        AT_LEAST(">="),
        BELOW("<"),
        AT_MOST("<=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** True for limits that are crossed upwards. */
        public boolean rising() {
            return this == ABOVE || this == AT_LEAST;
        }

        public boolean holds(int value, int limit) {
            return switch (this) {
                case ABOVE -> value > limit;
                case AT_LEAST -> value >= limit;
                case BELOW -> value < limit;
                case AT_MOST -> value <= limit;
            };
        }
    }

    /** Thousandths as the shortest plain decimal: 38100 is 38.1. */
    public static String decimal(int thousandths) {
        return thousandths % 1000 == 0 ? Integer.toString(thousandths / 1000)
                : BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
    }

    @Override
    public String toString() {
        StringJoiner joined = new StringJoiner(" or ");
        for (Comparison each : anyOf) {
            joined.add(each.toString());
        }
        return joined.toString();
    }
}
