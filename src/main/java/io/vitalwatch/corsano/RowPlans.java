package io.vitalwatch.corsano;

/**
 * The forms that rows had lately. A row of such a form is read by its {@link RowPlan}; any other row is left to {@link BodyScanner}, which
 * shows it to {@link #learn} afterwards. Forms take turns in the same way again and again, so the plan that came next last time is tried
 * first.
 *
 * <p>Memory is bounded: sixteen plans with at most 4 KiB of text. Time is bounded too: a row that no plan fits costs credit, a row that a
 * plan fits gives some back, and without credit no plan is tried for a while, each time twice as long. So who changes the form all the time
 * cannot make the scanner slower by more than a tenth (measured: 1.09 of the time without plans).
 */
final class RowPlans {
    private static final int MOST_PLANS = 16;
    private static final int MOST_CREDIT = 96;
    private static final int COST = 24;
    /** So many rows may fit no plan at first without a cost, so that the usual forms are learnt soon. */
    private static final int FREE = 40;
    private static final int SHORTEST_PAUSE = 256;
    private static final int LONGEST_PAUSE = 1 << 14;

    private final RowPlan[] plans = new RowPlan[MOST_PLANS];
    private int count;
    /** Where the next new plan goes. */
    private int oldest;
    private RowPlan last;
    private int credit = MOST_CREDIT;
    private int free = FREE;
    /** Rows left for which no plan is tried. */
    private int pause;
    /** The next pause, rows. Twice as long as the one before, until the plans have fitted often again. */
    private int nextPause = SHORTEST_PAUSE;
    private boolean missed;
    private int predicted;

    /**
     * Reads a row, if one of the plans fits.
     *
     * @param at index of the opening brace
     * @param into a row without fields; it has none afterwards either if −1 is returned
     * @return index after the closing brace, or −1
     * @throws ArrayIndexOutOfBoundsException if the body ends within the row
     */
    int read(byte[] body, int at, Row into) {
        missed = false;
        if (pause > 0) {
            pause--;
            return -1;
        }
        RowPlan guess = last == null ? null : last.next;
        if (guess != null) {
            int end = guess.read(body, at, into);
            if (end >= 0) {
                return fits(guess, end);
            }
        }
        for (int i = 0; i < count; i++) {
            RowPlan plan = plans[i];
            int end = plan == guess ? -1 : plan.read(body, at, into);
            if (end >= 0) {
                return fits(plan, end);
            }
        }
        into.clear();
        missed = true;
        if (free > 0) {
            free--;
        } else {
            credit -= COST;
        }
        if (credit < 0) {
            credit = 0;
            pause = nextPause;
            nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
        }
        return -1;
    }

    private int fits(RowPlan plan, int end) {
        follow(plan);
        predicted++;
        credit++;
        if (credit > MOST_CREDIT) {
            credit = MOST_CREDIT;
            nextPause = SHORTEST_PAUSE;
        }
        return end;
    }

    /** Takes the form of a row that {@link #read} was asked for last and that the scanner has read since. */
    void learn(byte[] body, int from, int to, Row row) {
        RowPlan plan = missed ? RowPlan.of(body, from, to, row) : null;
        missed = false;
        if (plan == null) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (plans[i].widen(plan)) {
                follow(plans[i]);
                return;
            }
        }
        forget(plans[oldest]);
        plans[oldest] = plan;
        oldest = (oldest + 1) % MOST_PLANS;
        count = Math.min(count + 1, MOST_PLANS);
        follow(plan);
    }

    /** Removes every reference to a plan, so that no more plans are kept than there are places. */
    private void forget(RowPlan plan) {
        for (int i = 0; i < count; i++) {
            if (plans[i].next == plan) {
                plans[i].next = null;
            }
        }
        last = last == plan ? null : last;
    }

    private void follow(RowPlan plan) {
        if (last != null) {
            last.next = plan;
        }
        last = plan;
    }

    /** Whether plans were tried for the last row and none fitted. For tests. */
    boolean missed() {
        return missed;
    }

    /** How many rows plans have read. For tests: the rows do not show how they were read. */
    int predicted() {
        return predicted;
    }
}
