package io.vitalwatch.web.connection;

import io.vitalwatch.web.access.SenderNetwork;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The open connections of a server. When there are too many, another one takes the place of the least useful: one that has its last answer
 * and was not closed by the other end, then one that has sent part of a head, then one that has sent nothing, then an idle one, then one
 * that is still sending a body; each time the oldest, of the address that has the most. If all are in use, the new one is closed. So
 * connections that do nothing do not lock out senders. A connection that has sent something which a busy server has not read yet is in use.
 */
public final class ConnectionTable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionTable.class);
    private static final int SHARE_AT_ONCE = 32;
    private static final int LOOKED_AT = 128;
    private static final long PAUSE_NANOS = 10_000_000_000L;

    /** What a connection is doing; the first ones are closed first when there are too many. */
    enum Phase {
        ANSWERED, PARTIAL_HEAD, NEW, IDLE, BODY, PARTIAL_HEAD_PROVEN, IDLE_PROVEN, BUSY;

        /** How many connections in this phase are closed together, out of so many. */
        private int atOnce(int all) {
            return compareTo(NEW) > 0 ? 1 : Math.max(1, all / SHARE_AT_ONCE);
        }
    }

    /** A connection. */
    interface Member {
        /** The address that it counts for. */
        String address();

        /** Changes the address that it counts for; called by the table only. */
        void countFor(String address);

        /** What it is doing now. */
        Phase phase();

        /** Whether something has arrived that this server has not read yet. */
        boolean hasUnread();

        /**
         * Whether it has been sending the head of a request for too long, or has not ended for too long after its last answer.
         *
         * @param now nanoseconds, as in {@link #closeOverdue}
         * @param longest nanoseconds
         */
        boolean isOverdue(long now, long longest);

        /** Closes it, after the table has removed it; may be called by any thread. */
        void end();
    }

    private final ConnectionLimits limits;
    private final Map<String, Set<Member>> bySender = new HashMap<>();
    private final AtomicLong closed = new AtomicLong();
    private int open;
    private long warned = Long.MIN_VALUE;

    public ConnectionTable(ConnectionLimits limits) {
        this.limits = limits;
        // Loads the classes for it: when there are too many files, none could be opened to load them from.
        leastUseful(List.of(Set.of()));
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
            Set<Member> own = bySender.getOrDefault(sender(member.address()), Set.of());
            boolean fullForAddress = own.size() >= limits.perAddress() && !limits.exempt().test(member.address());
            boolean full = fullForAddress || open >= limits.total();
            if (full) {
                victims = leastUseful(fullForAddress ? List.of(own) : bySender.values());
                victims.forEach(this::remove);
                closed.addAndGet(Math.max(1, victims.size()));
                warn();
            }
            admitted = !full || !victims.isEmpty();
            if (admitted) {
                add(member);
            }
        }
        end(victims);
        return admitted;
    }

    /** Closes the least useful connections because the process can open no other one; returns false if all are in use. */
    boolean makeRoom() {
        List<Member> victims;
        synchronized (this) {
            victims = leastUseful(bySender.values());
            victims.forEach(this::remove);
            closed.addAndGet(victims.size());
        }
        end(victims);
        return !victims.isEmpty();
    }

    private void add(Member member) {
        bySender.computeIfAbsent(sender(member.address()), any -> new LinkedHashSet<>()).add(member);
        open++;
    }

    /** Puts another member in the place of this one; returns false if this one is not here any more, and the other must be closed. */
    synchronized boolean replace(Member member, Member other) {
        Set<Member> own = bySender.get(sender(member.address()));
        return own != null && own.remove(member) && own.add(other);
    }

    /** What the connections of an address are counted by. A proxy stands for itself, also where strangers are in its network. */
    private String sender(String address) {
        return limits.exempt().test(address) ? address : SenderNetwork.of(address);
    }

    /** Whether connections of this address are those of a proxy. */
    boolean isOfProxy(String address) {
        return limits.exempt().test(address);
    }

    /**
     * Counts a connection for another address, also for the limit of that. Does nothing if it is counted for it already, or is not here any
     * more.
     */
    void count(Member member, String address) {
        if (address.equals(member.address())) {
            return;
        }
        List<Member> victims = List.of();
        synchronized (this) {
            Set<Member> own = bySender.get(sender(member.address()));
            if (own == null || !own.contains(member)) {
                return;
            }
            Set<Member> others = bySender.getOrDefault(sender(address), Set.of());
            if (others.size() >= limits.perAddress() && !limits.exempt().test(address)) {
                victims = leastUseful(List.of(others));
                victims.forEach(this::remove);
                closed.addAndGet(victims.size());
                warn();
            }
            remove(member);
            member.countFor(address);
            add(member);
        }
        end(victims);
    }

    synchronized void remove(Member member) {
        Set<Member> own = bySender.get(sender(member.address()));
        if (own != null && own.remove(member)) {
            open--;
            if (own.isEmpty()) {
                bySender.remove(sender(member.address()));
            }
        }
    }

    /**
     * Closes connections whose head, or whose end, takes too long. Call it several times a second.
     *
     * @param now nanoseconds of a clock that stands still while the process does: heads that came meanwhile are not read yet
     */
    public void closeOverdue(long now) {
        List<Member> overdue = new ArrayList<>();
        synchronized (this) {
            for (Set<Member> each : bySender.values()) {
                for (Member member : each) {
                    if (member.isOverdue(now, limits.headMillis() * 1_000_000)) {
                        overdue.add(member);
                    }
                }
            }
            overdue.forEach(this::remove);
        }
        closed.addAndGet(overdue.size());
        end(overdue);
    }

    /** All of them, also where one fails: they are not in the table any more, so nobody would end them later. */
    private static void end(List<Member> members) {
        for (Member each : members) {
            try {
                each.end();
            } catch (RuntimeException e) {
                LOG.debug("A connection did not end as it should", e);
            }
        }
    }

    /**
     * The connections to close, of the address that has the most. Of those that have never sent a whole head several are closed at once,
     * because then there are many, and looking for each of them costs time in which no other connection is opened or closed.
     */
    private List<Member> leastUseful(Collection<Set<Member>> groups) {
        List<Choice> choices = new ArrayList<>();
        int size = 0;
        for (Set<Member> group : groups) {
            Choice choice = Choice.of(group);
            if (!choices.isEmpty() && choice.phase.compareTo(choices.get(0).phase) < 0) {
                choices.clear();
            }
            if (choice.phase != Phase.BUSY && (choices.isEmpty() || choice.phase == choices.get(0).phase)) {
                choices.add(choice);
            }
            size += group.size();
        }
        choices.sort(Comparator.comparingInt((Choice each) -> each.outOf).reversed());
        return choices.stream().flatMap(each -> each.members.stream()).limit(choices.isEmpty() ? 0 : choices.get(0).phase.atOnce(size)).toList();
    }

    /**
     * The least useful connections of one address, oldest first.
     *
     * @param outOf how many connections the address has
     */
    private record Choice(Phase phase, List<Member> members, int outOf) {
        /** Looks at the oldest connections only, if those are useless enough: the members are in the order of their age. */
        static Choice of(Set<Member> group) {
            Phase lowest = Phase.BUSY;
            List<Member> found = new ArrayList<>();
            int looked = 0;
            for (Member member : group) {
                Phase phase = member.phase();
                // To ask the system for each of many connections would take too long.
                boolean candidate = lowest.compareTo(Phase.NEW) > 0 || lowest == Phase.NEW && found.size() < lowest.atOnce(group.size());
                if (phase == Phase.NEW && candidate && (looked >= LOOKED_AT || member.hasUnread())) {
                    phase = Phase.BUSY;
                }
                if (phase.compareTo(lowest) < 0) {
                    lowest = phase;
                    found.clear();
                }
                int enough = lowest.atOnce(group.size());
                if (phase == lowest && found.size() < enough) {
                    found.add(member);
                }
                looked++;
                if (lowest.compareTo(Phase.PARTIAL_HEAD) <= 0 && found.size() == enough
                        || looked >= LOOKED_AT && lowest.compareTo(Phase.IDLE) <= 0) {
                    break;
                }
            }
            return new Choice(lowest, found, group.size());
        }
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
