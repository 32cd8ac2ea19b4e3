package io.vitalwatch.corsano;

import io.vitalwatch.corsano.Decoded.Problem;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.Row;

import java.util.ArrayList;
import java.util.List;

/** What has been read of the body at hand; the inner object's user counts over the outer one's. */
final class Envelope {
    String study;
    String type;
    String user;
    String eventType;
    boolean hasData;
    int samples;
    Problem fault;
    final List<Row> rows = new ArrayList<>(64);
    final List<Problem> problems = new ArrayList<>(0);

    /** Notes what costs the whole delivery; the first one stays. */
    void fault(String reason, String detail) {
        if (fault == null) {
            fault = new Problem(Scope.DELIVERY, reason, detail, 0, null);
        }
    }
}
