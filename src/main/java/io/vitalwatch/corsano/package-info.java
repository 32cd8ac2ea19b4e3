/** The vendor's webhook body into rows: the one place that knows its shapes and field names. Jackson streaming, no Flink. */
package io.vitalwatch.corsano;
