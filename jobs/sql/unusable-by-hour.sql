-- What share of the readings is unusable, hour by hour, and why?
--
-- Hours begin in the zone of table.local-time-zone. Each vital counts by itself: a sample with pulse and oxygen is two readings.
SELECT DATE_FORMAT(`start_time`, 'yyyy-MM-dd HH:00') AS `hour`,
  SUM(`count`) AS `readings`,
  SUM(`count` - `usable`) AS `unusable`,
  CAST(100.0 * SUM(`count` - `usable`) / NULLIF(SUM(`count`), 0) AS DECIMAL(5, 1)) AS `percent`,
  SUM(COALESCE(`rejected`['quality'], 0)) AS `poor_quality`,
  SUM(COALESCE(`rejected`['not-worn'], 0)) AS `not_worn`,
  SUM(COALESCE(`rejected`['charging'], 0)) AS `charging`,
  SUM(COALESCE(`rejected`['implausible'], 0)) AS `implausible`
FROM windows
GROUP BY DATE_FORMAT(`start_time`, 'yyyy-MM-dd HH:00')
ORDER BY `hour`;
