/** The state of all patients as it is now, in memory, and how it is sent to browsers. */
package io.vitalwatch.console.live;
