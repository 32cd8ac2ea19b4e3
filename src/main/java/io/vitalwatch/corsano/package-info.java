/** Reads the vendor's webhook bodies into rows. All shapes and field names of these bodies are here. Jackson streaming, no Flink. */
package io.vitalwatch.corsano;
