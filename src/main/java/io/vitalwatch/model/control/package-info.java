/**
 * Control records: changes of limits, rules and alarms that people make while the job runs. They are data of the log like deliveries.
 * And what people did that is no change. Records and enums; JDK only.
 */
package io.vitalwatch.model.control;
