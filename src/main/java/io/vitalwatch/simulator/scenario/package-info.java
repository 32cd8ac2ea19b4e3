/**
 * Scenarios: which event happens to which patient and when, and the reader of their YAML files.
 *
 * <p>The packages; each uses only those to its left: patient ← vendor ← <b>scenario</b> ← score ← simulator.
 */
package io.vitalwatch.simulator.scenario;
