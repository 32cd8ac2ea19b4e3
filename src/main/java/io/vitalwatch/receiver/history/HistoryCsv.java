package io.vitalwatch.receiver.history;

import io.vitalwatch.wire.receiver.HistoryRow;

import java.time.Instant;
import java.util.List;

/** Rows of the history as CSV (RFC 4180), safe to open in a spreadsheet. */
final class HistoryCsv {
    private static final String HEADER = "time,event,status,http,attempt,latency_ms,reason,study,size,samples,body_sha256\r\n";

    private HistoryCsv() {}

    static String of(List<HistoryRow> rows) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (HistoryRow row : rows) {
            csv.append(Instant.ofEpochMilli(row.time())).append(',').append(cell(row.event())).append(',').append(row.status()).append(',')
                    .append(row.code()).append(',').append(row.attempt() == 0 ? "" : row.attempt()).append(',')
                    .append(row.micros() / 1000.0).append(',').append(cell(row.reason())).append(',').append(cell(row.study())).append(',')
                    .append(row.size()).append(',').append(row.samples()).append(',').append(cell(row.hash())).append("\r\n");
        }
        return csv.toString();
    }

    /** A quoted cell. An apostrophe goes before a first character that a spreadsheet reads as the start of a formula. */
    private static String cell(String value) {
        if (value == null) {
            return "";
        }
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
