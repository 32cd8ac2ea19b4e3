package io.vitalwatch.bench;

import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

import java.util.stream.Collectors;

/** Two rules in Flink SQL, as Flink's documentation shows: JSON format, UNNEST, a hopping window of 5 minutes by 1 minute. */
final class SqlContender implements Contender {
    @Override
    public long[] run(Run run) throws Exception {
        try (BenchFlink flink = BenchFlink.of(run)) {
            var environment = flink.environment();
            var tables = StreamTableEnvironment.create(environment);
            tables.executeSql("""
                    CREATE TABLE deliveries (
                      data ROW<user_uuid STRING, data ARRAY<ARRAY<ROW<
                        cardiac_arrest INT, nibp_systolic_combine INT, nibp_diastolic_combine INT>>>>,
                      arrival TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
                      WATERMARK FOR arrival AS arrival
                    ) WITH (
                      'connector' = 'kafka', 'topic' = '%s', 'properties.bootstrap.servers' = '%s', 'properties.group.id' = '%s',
                      %s, 'scan.startup.mode' = 'earliest-offset',
                      'scan.bounded.mode' = 'latest-offset', 'format' = 'json', 'json.ignore-parse-errors' = 'true'
                    )""".formatted(run.raw(), run.servers(), run.name(), client(run)));
            tables.executeSql("""
                    CREATE TABLE alarms (`user` STRING, window_end TIMESTAMP(3), arrest INT, systolic INT, diastolic INT)
                    WITH ('connector' = 'kafka', 'topic' = '%s', 'properties.bootstrap.servers' = '%s', 'format' = 'json',
                      'sink.delivery-guarantee' = 'at-least-once')""".formatted(run.alerts(), run.servers()));
            tables.executeSql("""
                    CREATE VIEW samples AS
                    SELECT d.data.user_uuid AS `user`, d.arrival, s.cardiac_arrest, s.nibp_systolic_combine, s.nibp_diastolic_combine
                    FROM deliveries AS d
                    CROSS JOIN UNNEST(d.data.data) AS b (batch)
                    CROSS JOIN UNNEST(b.batch) AS s (cardiac_arrest, nibp_systolic_combine, nibp_diastolic_combine)""");
            var statements = tables.createStatementSet();
            statements.addInsertSql("""
                    INSERT INTO alarms
                    SELECT `user`, window_end, MAX(cardiac_arrest), MAX(nibp_systolic_combine), MAX(nibp_diastolic_combine)
                    FROM HOP(TABLE samples, DESCRIPTOR(arrival), INTERVAL '1' MINUTES, INTERVAL '5' MINUTES)
                    GROUP BY `user`, window_start, window_end
                    HAVING MAX(cardiac_arrest) > 0 OR MAX(nibp_systolic_combine) > 180 OR MAX(nibp_diastolic_combine) > 120""");
            statements.attachAsDataStream();
            flink.run(environment);
            return Stopwatch.read();
        }
    }

    private static String client(Run run) {
        return run.client().entrySet().stream().map(each -> "'properties." + each.getKey() + "' = '" + each.getValue() + "'")
                .collect(Collectors.joining(", "));
    }
}
