/** Changes that people make: which count, what they make of the rules of a patient, and what one more would change. */
package io.vitalwatch.console.change;
