/** The records of every topic as JSON: field names, and one writer and one reader for each kind of record. */
package io.vitalwatch.wire;
