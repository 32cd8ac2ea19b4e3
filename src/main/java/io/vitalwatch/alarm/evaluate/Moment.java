package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.window.LackingRows;

/**
 * One sample time of one patient, as rules see it: the patient's state and, for a new row, the readings of that row.
 *
 * <p>Valid only during the judgement: the arrays belong to the caller.
 */
public final class Moment {
    private final PatientView patient;
    private final long time;
    private final Sample row;
    private final boolean inOrder;
    private final boolean newFlag;
    private final boolean status;
    private final int[] placed;
    private final Group group;
    private final boolean undated;
    private boolean again;
    private LackingRows lacking;

    /**
     * The moment of a row with which the patient's state was updated.
     *
     * @param row the row
     * @param inOrder whether it moved the patient clock; rules about the device look only at such rows
     * @param newFlag whether it carries a cardiac-arrest flag that was not known for its moment
     * @param status whether it says if the bracelet is on the patient; the patient's status is already updated
     * @param placed for each group, by ordinal, the index of its reading in the ring, or −1 if it has none
     */
    public Moment(PatientView patient, Sample row, boolean inOrder, boolean newFlag, boolean status, int[] placed) {
        this(patient, row.time(), row, inOrder, newFlag, status, placed, null, false);
    }

    /** The moment at which a row arrived whose own time cannot be believed, and which carries a flag. */
    public static Moment undated(PatientView patient, Sample row) {
        return new Moment(patient, row.time(), row, false, true, false, null, null, true);
    }

    /** A moment without a row. */
    Moment(PatientView patient, long time) {
        this(patient, time, null, false, false, false, null, null, false);
    }

    private Moment(PatientView patient, long time, Sample row, boolean inOrder, boolean newFlag, boolean status, int[] placed, Group group,
            boolean undated) {
        this.undated = undated;
        this.patient = patient;
        this.time = time;
        this.row = row;
        this.inOrder = inOrder;
        this.newFlag = newFlag;
        this.status = status;
        this.placed = placed;
        this.group = group;
    }

    /** A sample time at which late data are judged again, without its row. */
    static Moment again(PatientView patient, long time) {
        Moment moment = new Moment(patient, time);
        moment.again = true;
        return moment;
    }

    /** The same, of one measurement group. */
    static Moment again(PatientView patient, long time, Group group) {
        Moment moment = new Moment(patient, time, null, false, false, false, null, group, false);
        moment.again = true;
        return moment;
    }

    /** The same, with what its rows lack. */
    static Moment again(PatientView patient, LackingRows lacking) {
        Moment moment = again(patient, lacking.time());
        moment.lacking = lacking;
        return moment;
    }

    /** What the row of this moment lacks, or all rows of a sample time that is judged again for this. */
    LackingRows lacking() {
        lacking = lacking == null ? LackingRows.of(row, patient.missingFields(row.type())) : lacking;
        return lacking;
    }

    /** Whether this is a sample time at which late data are judged again. */
    boolean isAgain() {
        return again;
    }

    /** The same moment, for one measurement group. */
    public Moment about(Group one) {
        return new Moment(patient, time, row, inOrder, newFlag, status, placed, one, undated);
    }

    /** The moment of a reading that is already in its ring. */
    Moment atReading(Group of, int index) {
        int[] only = new int[Group.count()];
        java.util.Arrays.fill(only, -1);
        only[of.ordinal()] = index;
        return new Moment(patient, patient.ring(of).time(index), null, false, false, false, only, of, false);
    }

    /** The patient's clock as a moment of its own, without a row. */
    Moment atClock() {
        return new Moment(patient, patient.clock());
    }

    public PatientView patient() {
        return patient;
    }

    /** Sample time, Unix milliseconds. */
    public long time() {
        return time;
    }

    /** The row of this moment, or null if a moment without a new row is judged. */
    public Sample row() {
        return row;
    }

    /** Whether the row moved the patient clock. */
    public boolean inOrder() {
        return inOrder;
    }

    /** Whether the row carries a cardiac-arrest flag that was not known for its moment. */
    public boolean newFlag() {
        return newFlag;
    }

    /** Whether the row's own time cannot be believed, so that {@link #time} is its arrival. */
    public boolean undated() {
        return undated;
    }

    /** Whether the row says if the bracelet is on the patient. */
    public boolean status() {
        return status;
    }

    /** The measurement group that the rule is asked about, or null. */
    public Group group() {
        return group;
    }

    /** Index of the moment's reading in the group's ring, or −1. */
    public int placed(Group of) {
        return placed == null ? -1 : placed[of.ordinal()];
    }

    /** The row's reading of a group, whether or not it is in the ring; null if there is none. */
    public Reading reading(Group of) {
        return row == null ? null : row.reading(of);
    }
}
