/** Plays the vendor: virtual bracelets and what goes wrong with them, the vendor's delivery side, and the scoring of what came of it. */
package io.vitalwatch.simulator;
