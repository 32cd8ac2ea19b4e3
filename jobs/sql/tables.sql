-- VitalWatch's topics as tables of Flink SQL. Start Flink's SQL client with this file, then run any query beside it:
--
--   bin/sql-client.sh -j flink-sql-connector-kafka-5.0.0-2.2.jar -i jobs/sql/tables.sql
--   bin/sql-client.sh -j flink-sql-connector-kafka-5.0.0-2.2.jar -i jobs/sql/tables.sql -f jobs/sql/noisiest-patients.sql
--
-- A query reads its topics from the first record to the last one at that moment, then ends.

-- The broker. This is the only statement to change: the address here, and the settings of a secured broker beside it,
-- such as 'properties.security.protocol' = 'SASL_SSL'. Topics with other names are changed in the tables below.
CREATE TABLE broker WITH (
  'connector' = 'kafka',
  'properties.bootstrap.servers' = 'localhost:9092',
  -- With the job's --delivery=exactly-once, records of aborted transactions are skipped.
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset'
);

SET 'execution.runtime-mode' = 'batch';
SET 'sql-client.execution.result-mode' = 'tableau';
-- Wide enough for a user id.
SET 'table.display.max-column-width' = '40';
-- Columns of type TIMESTAMP_LTZ are shown in this zone, and days and hours begin in it.
SET 'table.local-time-zone' = 'UTC';


-- Times. Records have times as RFC 3339 text: 2025-11-19T15:22:01+01:00, 2025-11-19T14:22:01Z, 2025-11-19T14:22:01.500Z.
-- Flink's JSON format reads only text in UTC as TIMESTAMP_LTZ, and TO_TIMESTAMP_LTZ ignores an offset inside its text.
-- So each table keeps the text and adds a column …_time: the local date and time, read in the zone that the offset names.


-- vitals.alerts: one record for each change of an alarm. A repeated record has the same id; use the view alerts.
CREATE TABLE alert_records (
  `id` STRING,
  `episode` STRING,
  `sequence` INT,
  `phase` STRING,
  `state` STRING,
  `reason` STRING,
  `kind` STRING,
  `rule` STRING,
  `priority` STRING,
  `user` STRING,
  `study` STRING,
  `onset` STRING,
  `observed` STRING,
  `arrived` STRING,
  `age_seconds` BIGINT,
  `freshness` STRING,
  `readings` ARRAY<ROW<`vital` STRING, `value` DECIMAL(13, 3), `unit` STRING, `quality` INT, `at` STRING>>,
  `limit` ROW<`condition` STRING, `count` INT, `of` INT, `duration_seconds` DECIMAL(13, 3)>,
  `message` STRING,
  `onset_time` AS TO_TIMESTAMP_LTZ(
      REGEXP_EXTRACT(`onset`, '^(.+?)(Z|[+-]\d\d:\d\d)$', 1), 'yyyy-MM-dd''T''HH:mm:ss[.SSS]',
      REGEXP_EXTRACT(`onset`, '^(.+?)(Z|[+-]\d\d:\d\d)$', 2)),
  `observed_time` AS TO_TIMESTAMP_LTZ(
      REGEXP_EXTRACT(`observed`, '^(.+?)(Z|[+-]\d\d:\d\d)$', 1), 'yyyy-MM-dd''T''HH:mm:ss[.SSS]',
      REGEXP_EXTRACT(`observed`, '^(.+?)(Z|[+-]\d\d:\d\d)$', 2)),
  `arrived_time` AS TO_TIMESTAMP_LTZ(
      REGEXP_EXTRACT(`arrived`, '^(.+?)(Z|[+-]\d\d:\d\d)$', 1), 'yyyy-MM-dd''T''HH:mm:ss[.SSS]',
      REGEXP_EXTRACT(`arrived`, '^(.+?)(Z|[+-]\d\d:\d\d)$', 2))
) WITH ('topic' = 'vitals.alerts', 'format' = 'json') LIKE broker;

-- Each alert once. After a restart, an at-least-once job can write a record again.
CREATE VIEW alerts AS
SELECT `id`, `episode`, `sequence`, `phase`, `state`, `reason`, `kind`, `rule`, `priority`, `user`, `study`, `onset`, `observed`,
  `arrived`, `age_seconds`, `freshness`, `readings`, `limit`, `message`, `onset_time`, `observed_time`, `arrived_time`
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `id` ORDER BY `arrived_time`) AS `copy`
  FROM alert_records
) AS numbered
WHERE `copy` = 1;


-- vitals.windows: what one vital of one patient showed in five minutes. A late reading, or one that replaces another of the
-- same moment, makes a new row for the same window; use the view windows.
CREATE TABLE window_records (
  `user` STRING,
  `study` STRING,
  `vital` STRING,
  `unit` STRING,
  `loinc` STRING,
  `start` STRING,
  `end` STRING,
  `count` INT,
  `usable` INT,
  -- The four values are NULL in a window without a usable reading.
  `min` DECIMAL(13, 3),
  `median` DECIMAL(13, 3),
  `max` DECIMAL(13, 3),
  `last` DECIMAL(13, 3),
  -- Reason → number of unusable readings; a reason without readings is absent.
  `rejected` MAP<STRING, INT>,
  `offset` BIGINT METADATA VIRTUAL,
  `start_time` AS TO_TIMESTAMP_LTZ(RTRIM(`start`, 'Z'), 'yyyy-MM-dd''T''HH:mm:ss[.SSS]', 'UTC'),
  `end_time` AS TO_TIMESTAMP_LTZ(RTRIM(`end`, 'Z'), 'yyyy-MM-dd''T''HH:mm:ss[.SSS]', 'UTC')
) WITH ('topic' = 'vitals.windows', 'format' = 'json') LIKE broker;

-- Each window once: of several rows the last one.
CREATE VIEW windows AS
SELECT `user`, `study`, `vital`, `unit`, `loinc`, `start`, `end`, `count`, `usable`, `min`, `median`, `max`, `last`, `rejected`,
  `start_time`, `end_time`
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `user`, `vital`, `start`, `end` ORDER BY `offset` DESC) AS `copy`
  FROM window_records
) AS numbered
WHERE `copy` = 1;


-- vitals.rejected: what could not be used, where it came from and why. Columns that do not apply are NULL.
CREATE TABLE rejected (
  `scope` STRING,
  `reason` STRING,
  `detail` STRING,
  `topic` STRING,
  `partition` INT,
  `offset` BIGINT,
  `arrived` STRING,
  `user` STRING,
  `study` STRING,
  `sample_time` STRING,
  `vital` STRING,
  `value` STRING,
  `body_bytes` BIGINT,
  `body_base64` STRING,
  `body_cut` BOOLEAN,
  `body_sha256` STRING,
  `arrived_time` AS TO_TIMESTAMP_LTZ(RTRIM(`arrived`, 'Z'), 'yyyy-MM-dd''T''HH:mm:ss[.SSS]', 'UTC')
) WITH ('topic' = 'vitals.rejected', 'format' = 'json') LIKE broker;


-- corsano.raw: the webhook bodies as received. A body has one of two shapes, so it is read as text and taken apart by JSON functions:
--   {"study": …, "type": …, "data": {"user_uuid": …, "data": [[sample, …], …]}}
--   {"user_uuid": …, "data": [[sample, …], …]}
CREATE TABLE raw_deliveries (
  `body` STRING,
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  `arrived_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  `user` AS COALESCE(JSON_VALUE(`body`, '$.data.user_uuid'), JSON_VALUE(`body`, '$.user_uuid')),
  `study` AS JSON_VALUE(`body`, '$.study'),
  `type` AS JSON_VALUE(`body`, '$.type'),
  `samples` AS JSON_QUERY(COALESCE(JSON_QUERY(`body`, '$.data.data'), JSON_QUERY(`body`, '$.data')), '$[*][*]' RETURNING ARRAY<STRING>)
) WITH ('topic' = 'corsano.raw', 'format' = 'raw') LIKE broker;

-- The samples of all deliveries, one a row, as text; JSON_VALUE(`sample`, '$.bpm') is the pulse. Repeated samples are repeated here.
CREATE VIEW raw_samples AS
SELECT d.`user`, d.`study`, d.`arrived_time`, TO_TIMESTAMP_LTZ(CAST(JSON_VALUE(s.`sample`, '$.timestamp') AS BIGINT), 3) AS `sample_time`,
  s.`sample`
FROM raw_deliveries AS d
CROSS JOIN UNNEST(d.`samples`) AS s (`sample`);
