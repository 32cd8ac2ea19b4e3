package io.vitalwatch.alarm;

import io.vitalwatch.model.Vital;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** One or more comparisons joined by "or": {@code systolic > 180 or diastolic > 120}. Limits are decimals, kept in thousandths. */
public record Condition(List<Comparison> anyOf) implements Serializable {

    /** A quantity held against a limit. */
    public record Comparison(Vital vital, Operator operator, int limit) implements Serializable {
        /** True when the value (thousandths) shows it. */
        public boolean holds(int value) {
            return operator.holds(value, limit);
        }

        /** True when the value is on the safe side of the limit and away from it by at least the margin (thousandths). */
        public boolean clearedBy(int value, int margin) {
            return operator.rising() ? value <= (long) limit - margin && !holds(value) : value >= (long) limit + margin && !holds(value);
        }

        @Override
        public String toString() {
            return vital.label() + " " + operator.symbol() + " " + BigDecimal.valueOf(limit, 3).stripTrailingZeros().toPlainString();
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

        boolean holds(int value, int limit) {
            return switch (this) {
                case ABOVE -> value > limit;
                case AT_LEAST -> value >= limit;
                case BELOW -> value < limit;
                case AT_MOST -> value <= limit;
            };
        }
    }

    @Override
    public String toString() {
        return anyOf.stream().map(Comparison::toString).collect(Collectors.joining(" or "));
    }
}
