/** What all other packages share: samples, readings, alerts, and the description of the vitals. Records and enums; JDK only. */
package io.vitalwatch.model;
