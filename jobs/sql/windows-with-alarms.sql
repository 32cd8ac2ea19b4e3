-- What did the window look like in which an alarm began? One row for each alarm and vital that decided; the latest twenty rows.
--
-- The columns of the window are NULL while the window is not closed yet. Alarms without readings, such as no-data, are left out.
SELECT a.`onset_time`, a.`user`, a.`rule`, a.`priority`, a.`vital`, w.`usable`, w.`count`, w.`min`, w.`median`, w.`max`, w.`unit`
FROM (
  SELECT DISTINCT `episode`, `onset_time`, `user`, `rule`, `priority`, r.`vital`
  FROM alerts
  CROSS JOIN UNNEST(`readings`) AS r (`vital`, `value`, `unit`, `quality`, `at`)
  WHERE `phase` = 'start'
) AS a
LEFT JOIN windows AS w
  ON w.`user` = a.`user` AND w.`vital` = a.`vital` AND a.`onset_time` >= w.`start_time` AND a.`onset_time` < w.`end_time`
ORDER BY a.`onset_time` DESC, a.`user`, a.`rule`, a.`vital`
LIMIT 20;
