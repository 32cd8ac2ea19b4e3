/**
 * Simulates the vendor: virtual patients with bracelets, faults, deliveries, and a score of the alarms that followed.
 *
 * <p>The packages; each uses only those to its left: patient ← vendor ← scenario ← score ← <b>simulator</b>.
 */
package io.vitalwatch.simulator;
