/**
 * Control records: changes of limits, rules and alarms that people make while the job runs. They are data of the log like deliveries. Records
 * and enums; JDK only.
 */
package io.vitalwatch.model.control;
