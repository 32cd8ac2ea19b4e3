/** The commands of {@code vitalwatch.jar}: the job in this process, over recordings or over a broker that is brought along. */
package io.vitalwatch.cli;
