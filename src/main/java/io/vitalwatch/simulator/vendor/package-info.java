/**
 * The way from a bracelet to a receiver: the patient's phone, the vendor's bodies, signatures, deliveries with retries, recordings.
 *
 * <p>The packages; each uses only those to its left: patient ← <b>vendor</b> ← scenario ← score ← simulator.
 */
package io.vitalwatch.simulator.vendor;
