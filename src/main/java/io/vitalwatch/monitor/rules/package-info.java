/** The rules that count in a subtask of the monitor: those of submissions and those that control records change. No Flink. */
package io.vitalwatch.monitor.rules;
