/** The records that receivers write and read themselves: their delivery history, its totals, and the switch of each study. */
package io.vitalwatch.wire.receiver;
