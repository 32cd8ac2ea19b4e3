-- Which ten patients raise the most alarms, and what share of all alarms is theirs?
--
-- An alarm is an episode, counted once by its first record. An alarm counts as high when any of its records has high priority.
SELECT `user`, COUNT(*) AS `alarms`,
  COUNT(*) FILTER (WHERE `kind` = 'physiological') AS `physiological`,
  COUNT(*) FILTER (WHERE `kind` = 'technical') AS `technical`,
  COUNT(*) FILTER (WHERE `high`) AS `high`,
  CAST(100.0 * COUNT(*) / SUM(COUNT(*)) OVER () AS DECIMAL(5, 1)) AS `percent_of_all`
FROM (
  SELECT `episode`, `user`, `kind`, COUNT(*) FILTER (WHERE `priority` = 'high') > 0 AS `high`
  FROM alerts
  GROUP BY `episode`, `user`, `kind`
) AS episodes
GROUP BY `user`
ORDER BY `alarms` DESC, `user`
LIMIT 10;
