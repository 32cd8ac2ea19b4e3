package io.vitalwatch.control;

/** What is counted of copies. In each partition copies = applied + refused + repeated. */
public enum ControlCounter {
    /** Every copy. */
    COPIES("control.copies"),
    /** Copies that count from now on. */
    APPLIED("control.applied"),
    /** Of those, copies that came later than the moment at which they should have taken effect. */
    LATE("control.late"),
    /** Of those that count, copies whose number is not above that of the one that counted before them. */
    OUT_OF_ORDER("control.out-of-order"),
    /** Copies that change nothing because of a mistake. */
    REFUSED("control.refused"),
    /** Copies that were read before in this partition, and records with an id that was used within 24 hours. */
    REPEATED("control.repeated");

    private final String label;

    ControlCounter(String label) {
        this.label = label;
    }

    /** The counter's name in metrics. */
    public String label() {
        return label;
    }
}
