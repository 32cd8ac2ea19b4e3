package io.vitalwatch.alarm.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.LackingRows;
import io.vitalwatch.window.LeftReadings;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.StatusRing;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A rule answers true, false or unknown with progress and the nearest change, and gives the same answers when it is asked again. */
class JudgementTest {
    private static final ReadingRule PULSE_HIGH = (ReadingRule) Rules.catalogue().rule("pulse-high");

    @Test
    void oneReadingBeyondTheLimitIsNotConfirmedYetAndSaysHowFarItIs() {
        Patient patient = new Patient().pulse(0, 140);
        Judgement judgement = PULSE_HIGH.judge(patient.reading(0), PULSE_HIGH.freshLatches());

        assertThat(judgement.truth()).isEqualTo(Ternary.FALSE);
        assertThat(judgement.account().progress()).isEqualTo("1 of 2");
        assertThat(judgement.account().nearestChange()).isEqualTo("pulse >= 131 in 1 more reading");
        assertThat(judgement.account().explain().message()).isEqualTo("Pulse 140 /min: pulse >= 131 is not confirmed, 1 of 2.");
    }

    @Test
    void theReadingThatConfirmsIsTrueFromTheFirstOneOn() {
        Patient patient = new Patient().pulse(0, 140).pulse(60, 141);
        Latches latches = PULSE_HIGH.freshLatches();
        PULSE_HIGH.judge(patient.reading(0), latches);
        Judgement judgement = PULSE_HIGH.judge(patient.reading(1), latches);

        assertThat(judgement.truth()).isEqualTo(Ternary.TRUE);
        assertThat(judgement.priority()).isEqualTo(Priority.MEDIUM);
        assertThat(judgement.onset()).isZero();
        assertThat(judgement.shown()).isTrue();
        assertThat(judgement.account().nearestChange()).isEqualTo("0 of 2 readings recovered from pulse >= 131");
    }

    @Test
    void fromTheLatchesBeforeAnyReadingTheSameAnswersFollowAgain() {
        Patient patient = new Patient();
        int[] pulses = {80, 140, 141, 120, 155, 151, 152, 128, 120, 119, 100, 140, 90, 141, 142, 80, 80};
        for (int i = 0; i < pulses.length; i++) {
            patient.pulse(i * 60, pulses[i]);
        }
        List<Latches> before = new ArrayList<>();
        List<String> whole = new ArrayList<>();
        Latches latches = PULSE_HIGH.freshLatches();
        for (int i = 0; i < pulses.length; i++) {
            before.add(latches.copy());
            whole.add(answer(patient, i, latches));
        }
        assertThat(whole).anyMatch(answer -> answer.startsWith("TRUE HIGH")).last().asString().startsWith("FALSE");
        for (int from = 0; from < pulses.length; from++) {
            Latches again = before.get(from).copy();
            for (int i = from; i < pulses.length; i++) {
                assertThat(answer(patient, i, again)).as("asked again from " + from + ", at " + i).isEqualTo(whole.get(i));
            }
        }
    }

    private static String answer(Patient patient, int index, Latches latches) {
        Judgement judgement = PULSE_HIGH.judge(patient.reading(index), latches);
        return judgement.truth() + " " + judgement.priority() + " " + judgement.onset() + " " + judgement.account().explain();
    }

    /** A group of unusable readings beside one whose readings all count: those are looked at once, not again at each moment. */
    @Test
    void implausibleLooksAtEachReadingOnceWhenAllAreJudgedAgain() {
        Patient patient = new Patient();
        int readings = 2000;
        for (int i = 0; i < readings; i++) {
            patient.ring.insert(i * 1000L, new Reading(Group.PULSE, 70_000, 0, 1, Verdict.QUALITY), 7, 1 << 20);
            patient.spo2.insert(i * 1000L, new Reading(Group.SPO2, 97_000, 0, 4, Verdict.USABLE), 7, 1 << 20);
        }
        int[] steps = {0};
        int moments = 0;
        for (long time = 0; (time = ImplausibleRule.firstCounting(patient, time, () -> steps[0]++)) != Long.MAX_VALUE; time++) {
            moments++;
        }
        assertThat(moments).isEqualTo(readings);
        assertThat(steps[0]).isLessThanOrEqualTo(2 * readings);
    }

    /** A patient of whom only pulse and SpO2 are known. */
    private static final class Patient implements PatientView {
        private final ReadingRing spo2 = new ReadingRing();
        private final ReadingRing ring = new ReadingRing();
        private long clock;

        Patient pulse(long seconds, int perMinute) {
            clock = seconds * 1000;
            ring.insert(clock, new Reading(Group.PULSE, perMinute * 1000, 0, 4, Verdict.USABLE), 7, 1000);
            return this;
        }

        Moment reading(int index) {
            return new Moment(this, clock).atReading(Group.PULSE, index);
        }

        @Override
        public long clock() {
            return clock;
        }

        @Override
        public ReadingRing ring(Group group) {
            return group == Group.PULSE ? ring : group == Group.SPO2 ? spo2 : null;
        }

        @Override
        public LeftReadings left(Group group) {
            return null;
        }

        @Override
        public StatusRing status() {
            return new StatusRing();
        }

        @Override
        public long statusFrom(long time) {
            return NEVER;
        }

        @Override
        public long lastArrival() {
            return clock;
        }

        @Override
        public int missingFields(SampleType type) {
            return 0;
        }

        @Override
        public LackingRows lackingFrom(long time) {
            return null;
        }

        @Override
        public long lastOff() {
            return NEVER;
        }

        @Override
        public long firstContact() {
            return 0;
        }

        @Override
        public int idleDeliveries() {
            return 0;
        }

        @Override
        public long undatedSince() {
            return NEVER;
        }

        @Override
        public String undatedTimes() {
            return "";
        }

        @Override
        public long notLiveSince() {
            return NEVER;
        }

        @Override
        public long lag() {
            return 0;
        }

        @Override
        public long lastUsable(Group group) {
            return NEVER;
        }

        @Override
        public int rowsAfter(Group group, long time) {
            return 0;
        }

        @Override
        public long explainedUntil() {
            return NEVER;
        }

        @Override
        public int flagAt(long time) {
            return 0;
        }

        @Override
        public boolean isFlagged(long time) {
            return false;
        }

        @Override
        public long rowFrom(long time) {
            return NEVER;
        }

        @Override
        public long lastEnd(String rule) {
            return NEVER;
        }

        @Override
        public long lastEndBefore(String rule, long time) {
            return NEVER;
        }

        @Override
        public boolean covered(String rule, long time) {
            return false;
        }
    }
}
