/**
 * The truth about what was injected, and how well a run's alarms agree with it.
 *
 * <p>The packages; each uses only those to its left: patient ← vendor ← scenario ← <b>score</b> ← simulator.
 */
package io.vitalwatch.simulator.score;
