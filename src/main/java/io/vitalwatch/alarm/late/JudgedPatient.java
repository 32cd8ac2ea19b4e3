package io.vitalwatch.alarm.late;

import io.vitalwatch.alarm.episode.PatientEpisodes;
import io.vitalwatch.alarm.evaluate.PatientView;

/** A patient whose moments are judged again: what rules read of it, and what judging them changes. */
public interface JudgedPatient extends PatientView {
    /** The episodes, open and ended. */
    PatientEpisodes episodes();

    /** From when the newest version of the rules is in force that the patient has come to, Unix milliseconds. */
    long rulesFrom();

    /** Notes that an alarm ended that said why readings stay away. */
    void explainUntil(long arrival);
}
