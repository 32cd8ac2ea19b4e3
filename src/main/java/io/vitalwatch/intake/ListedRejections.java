package io.vitalwatch.intake;

import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Rejection.Scope;

/**
 * Passes on the first 100 rejections of a delivery, and then one notice that says how many more there were: one body could otherwise become
 * millions of rows. All are counted.
 */
final class ListedRejections implements IntakeOutput {
    static final int MOST = 100;

    private IntakeOutput out;
    private int passed;
    private long more;

    /** A delivery begins; its rejections go through the returned output. */
    IntakeOutput begin(IntakeOutput into) {
        out = into;
        passed = 0;
        more = 0;
        return this;
    }

    /** Adds rejections of which there are no rows at all. */
    void addUnlisted(long count) {
        more += count;
    }

    /** The delivery ends. */
    void end(RawRecord raw, Decoded decoded) {
        if (more > 0) {
            out.count(IntakeCounter.NOTICES, "more-rejections");
            out.rejection(new Rejection(Scope.NOTICE, "more-rejections", more + " more rejections of this delivery are counted and not"
                    + " listed; look at the delivery itself", raw.origin(), raw.arrival(), decoded.user(), decoded.study(), 0, null, null, null,
                    raw.body().length));
        }
        out = null;
    }

    @Override
    public void rejection(Rejection rejection) {
        if (passed < MOST) {
            passed++;
            out.rejection(rejection);
        } else {
            more++;
        }
    }

    @Override
    public void delivery(Delivery delivery) {
        out.delivery(delivery);
    }

    @Override
    public void count(IntakeCounter counter, long amount) {
        out.count(counter, amount);
    }

    @Override
    public void count(IntakeCounter counter, String reason) {
        out.count(counter, reason);
    }
}
