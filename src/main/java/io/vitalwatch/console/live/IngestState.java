package io.vitalwatch.console.live;

/** How the reading of the topics does. */
public interface IngestState {
    /** What {@link #catchingUp} is while the store itself is still being read. */
    long STARTING = -1;

    /** Why what is shown is not the present, for people, or null. */
    String problem();

    /** Why the store is behind what is shown, for people, or null. */
    default String storeProblem() {
        return null;
    }

    /** Records that are in the topics and not read yet; -1 while that is not known. */
    long behind();

    /** Records that must be read before what is shown is the present; 0 where it is the present, {@link #STARTING} before any is read. */
    default long catchingUp() {
        return 0;
    }

    /** Records that a second store, which is being built, has not read yet; -1 where none is built. */
    default long rebuildBehind() {
        return -1;
    }

    /** Records that could not be read and were skipped. */
    long unreadable();
}
