-- How many alarms does each rule raise per patient and day?
--
-- An alarm is an episode; only its first record counts here. A patient-day is a day on which at least one reading of a patient
-- was tried, usable or not; the first and the last day of a patient count in full.
SELECT a.`rule`, a.`kind`, COUNT(*) AS `alarms`, COUNT(DISTINCT a.`user`) AS `patients`, d.`patient_days`,
  CAST(COUNT(*) / CAST(d.`patient_days` AS DOUBLE) AS DECIMAL(10, 2)) AS `per_patient_day`
FROM alerts AS a
CROSS JOIN (
  SELECT COUNT(*) AS `patient_days`
  FROM (SELECT DISTINCT `user`, DATE_FORMAT(`start_time`, 'yyyy-MM-dd') AS `day` FROM windows) AS days
) AS d
WHERE a.`phase` = 'start'
GROUP BY a.`rule`, a.`kind`, d.`patient_days`
ORDER BY `alarms` DESC, a.`rule`;
