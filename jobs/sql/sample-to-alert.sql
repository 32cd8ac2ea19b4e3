-- How long does it take from a sample to the alarm that it raises? Whole seconds, by rule.
--
-- transport: from the sample that decided until its delivery arrived. decision: from the onset, the first sample of the condition,
-- until the delivery that decided arrived; it includes the readings that confirm. The job's own time, some milliseconds, is in no
-- record. Alarms without readings are left out: a deadline decided them, not a sample. So are historical ones.
SELECT `rule`, COUNT(*) AS `alarms`,
  CAST(ROUND(PERCENTILE(`transport`, 0.5), 0) AS INT) AS `transport_median`,
  CAST(ROUND(PERCENTILE(`transport`, 0.95), 0) AS INT) AS `transport_95`,
  MAX(`transport`) AS `transport_max`,
  CAST(ROUND(PERCENTILE(`decision`, 0.5), 0) AS INT) AS `decision_median`,
  CAST(ROUND(PERCENTILE(`decision`, 0.95), 0) AS INT) AS `decision_95`,
  MAX(`decision`) AS `decision_max`
FROM (
  SELECT `rule`,
    TIMESTAMPDIFF(SECOND, `observed_time`, `arrived_time`) AS `transport`,
    TIMESTAMPDIFF(SECOND, `onset_time`, `arrived_time`) AS `decision`
  FROM alerts
  WHERE `phase` = 'start' AND `freshness` = 'live' AND CARDINALITY(`readings`) > 0
) AS alarms
GROUP BY `rule`
ORDER BY `rule`;
