package io.vitalwatch.web.access;

import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.AuditEvent.What;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Decides what becomes a record of the audit. A page asks again and again, and a program sends its token with each request: what a caller
 * has done within the last quarter of an hour (a sign-in: within twelve hours) is not recorded again. Refused attempts are recorded ten at
 * once and then one a minute for each address, so that nobody can fill a topic that is kept for ever.
 */
public final class AuditLog implements SignInWatcher {
    private static final long VIEW_NANOS = TimeUnit.MINUTES.toNanos(15);
    private static final long SIGN_IN_NANOS = TimeUnit.HOURS.toNanos(12);
    private static final int MOST = 20_000;

    private record Done(What what, String who, String how, String from, String user) {}

    private final Consumer<AuditEvent> sink;
    private final String place;
    private final LongSupplier nanos;
    private final AttemptLimit refusals;
    private final Map<Done, Long> done = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Done, Long> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param sink takes the records; must not block
     * @param nanos a clock such as System.nanoTime()
     */
    public AuditLog(Consumer<AuditEvent> sink, LongSupplier nanos) {
        this(sink, "", nanos);
    }

    /** @param place what is written behind the way to sign in */
    public AuditLog(Consumer<AuditEvent> sink, String place, LongSupplier nanos) {
        this.sink = sink;
        this.place = place;
        this.nanos = nanos;
        this.refusals = new AttemptLimit(10, 1.0 / 60, nanos);
    }

    @Override
    public void signedIn(Caller caller, String how, String from) {
        if (isNew(new Done(What.SIGN_IN, caller.name(), how, from, null), SIGN_IN_NANOS)) {
            write(What.SIGN_IN, caller, how + place, from, null);
        }
    }

    /** Recorded each time. */
    @Override
    public void sessionBegan(Caller caller, String how, String from) {
        write(What.SIGN_IN, caller, how + place, from, null);
    }

    /** Recorded each time. */
    @Override
    public void sessionEnded(Caller caller, String from) {
        write(What.SIGN_OUT, caller, place.isEmpty() ? null : place.strip(), from, null);
    }

    @Override
    public void refused(String name, String how, String from) {
        if (refusals.allows(SenderNetwork.of(from))) {
            sink.accept(new AuditEvent(What.SIGN_IN_REFUSED, name, null, how + place, from, null, null));
        }
    }

    /** A caller sees data of a patient. */
    public void viewed(Caller caller, String user) {
        if (isNew(new Done(What.VIEW_PATIENT, caller.name(), null, null, user), VIEW_NANOS)) {
            write(What.VIEW_PATIENT, caller, null, null, user);
        }
    }

    /** A caller sees the ward. */
    public void viewedWard(Caller caller) {
        if (isNew(new Done(What.VIEW_WARD, caller.name(), null, null, null), VIEW_NANOS)) {
            write(What.VIEW_WARD, caller, null, null, null);
        }
    }

    /** A caller exports alarm episodes: recorded each time. */
    public void exported(Caller caller) {
        write(What.EXPORT, caller, null, null, null);
    }

    private void write(What what, Caller caller, String how, String from, String user) {
        sink.accept(new AuditEvent(what, caller.name(), caller.role().label(), how, from, user,
                caller.studies() == null ? null : List.copyOf(caller.studies())));
    }

    private synchronized boolean isNew(Done what, long again) {
        long now = nanos.getAsLong();
        Long last = done.get(what);
        if (last != null && now - last < again) {
            return false;
        }
        done.put(what, now);
        return true;
    }
}
