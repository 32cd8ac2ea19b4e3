/** The words that every room shares: samples, readings, alerts. Plain records and enums, JDK only. */
package io.vitalwatch.model;
