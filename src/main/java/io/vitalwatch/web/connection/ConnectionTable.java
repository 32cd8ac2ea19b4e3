package io.vitalwatch.web.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The open connections of a server. When there are too many, another one takes the place of the least useful: one that has sent part of a
 * head, then one that has sent nothing, then an idle one, then one that is still sending a body; each time the oldest, of the address that
 * has the most. If all are in use, the new one is closed. So connections that do nothing do not lock out senders. A new connection of
 * which nothing has been read is not the first to go, because a busy server may not have had the time to read it.
 */
public final class ConnectionTable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionTable.class);
    private static final int SHARE_AT_ONCE = 32;
    private static final long PAUSE_NANOS = 10_000_000_000L;

    /** What a connection is doing; the first ones are closed first when there are too many. */
    enum Phase { PARTIAL_HEAD, NEW, IDLE, BODY, PARTIAL_HEAD_PROVEN, IDLE_PROVEN, BUSY }

    /** A connection. */
    interface Member {
        /** The address of the other end. */
        String address();

        /** What it is doing now. */
        Phase phase();

        /**
         * Whether it has been sending the head of a request for too long.
         *
         * @param now nanoseconds, as in {@link #closeOverdue}
         * @param longest nanoseconds
         */
        boolean isHeadOverdue(long now, long longest);

        /** Closes it; may be called by any thread. */
        void end();
    }

    private final ConnectionLimits limits;
    private final Map<String, Set<Member>> byAddress = new HashMap<>();
    private final AtomicLong closed = new AtomicLong();
    private int open;
    private long warned = Long.MIN_VALUE;

    public ConnectionTable(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Number of connections that were closed because of a limit. */
    public long closed() {
        return closed.get();
    }

    /** Number of open connections. */
    public synchronized int open() {
        return open;
    }

    /** Adds a connection; returns false if it must be closed. */
    boolean admit(Member member) {
        List<Member> victims = List.of();
        boolean admitted;
        synchronized (this) {
            Set<Member> own = byAddress.getOrDefault(member.address(), Set.of());
            boolean fullForAddress = own.size() >= limits.perAddress() && !limits.exempt().test(member.address());
            boolean full = fullForAddress || open >= limits.total();
            if (full) {
                victims = leastUseful(fullForAddress ? List.of(own) : byAddress.values());
                victims.forEach(this::remove);
                closed.addAndGet(Math.max(1, victims.size()));
                warn();
            }
            admitted = !full || !victims.isEmpty();
            if (admitted) {
                byAddress.computeIfAbsent(member.address(), any -> new LinkedHashSet<>()).add(member);
                open++;
            }
        }
        victims.forEach(Member::end);
        return admitted;
    }

    synchronized void remove(Member member) {
        Set<Member> own = byAddress.get(member.address());
        if (own != null && own.remove(member)) {
            open--;
            if (own.isEmpty()) {
                byAddress.remove(member.address());
            }
        }
    }

    /**
     * Closes connections whose head takes too long. Call it several times a second.
     *
     * @param now nanoseconds of a clock that stands still while the process does: heads that came meanwhile are not read yet
     */
    public void closeOverdue(long now) {
        List<Member> overdue = new ArrayList<>();
        synchronized (this) {
            for (Set<Member> each : byAddress.values()) {
                for (Member member : each) {
                    if (member.isHeadOverdue(now, limits.headMillis() * 1_000_000)) {
                        overdue.add(member);
                    }
                }
            }
        }
        closed.addAndGet(overdue.size());
        overdue.forEach(Member::end);
    }

    /**
     * The connections to close. The members of an address are in the order of their age, so the first of the lowest phase is the oldest.
     * Of those that have never sent a whole head several are closed at once, because then there are many: looking for each of them costs
     * time.
     */
    private static List<Member> leastUseful(Collection<Set<Member>> groups) {
        Member found = null;
        Set<Member> of = Set.of();
        Phase lowest = Phase.BUSY;
        for (Set<Member> group : groups) {
            for (Member member : group) {
                Phase phase = member.phase();
                if (phase.compareTo(lowest) < 0 || phase == lowest && found != null && group.size() > of.size()) {
                    found = member;
                    lowest = phase;
                    of = group;
                }
            }
        }
        if (found == null || lowest.compareTo(Phase.NEW) > 0) {
            return found == null ? List.of() : List.of(found);
        }
        Phase chosen = lowest;
        return of.stream().filter(member -> member.phase() == chosen).limit(Math.max(1, of.size() / SHARE_AT_ONCE)).toList();
    }

    private void warn() {
        long now = System.nanoTime();
        if (warned == Long.MIN_VALUE || now - warned > PAUSE_NANOS) {
            warned = now;
            LOG.warn("There are too many connections ({} of at most {}, at most {} of one address); the least useful ones are closed", open,
                    limits.total(), limits.perAddress());
        }
    }
}
