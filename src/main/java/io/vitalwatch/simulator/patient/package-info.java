/**
 * Virtual patients and their bracelets: vitals, habits, rows, and the kinds of events that act on them.
 *
 * <p>The packages; each uses only those to its left: <b>patient</b> ← vendor ← scenario ← score ← simulator.
 */
package io.vitalwatch.simulator.patient;
