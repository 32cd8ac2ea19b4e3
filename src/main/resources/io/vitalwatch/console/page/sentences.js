// The sentences of alarms in the language of the page. The job writes them in English; a sentence of another form stays as it is.
import { language, t } from './words.js';
import { minuteOf } from './format.js';

const NAMES = { pulse: 'Puls', spo2: 'SpO₂', respiration: 'Atmung', temperature: 'Temperatur', systolic: 'systolisch', diastolic: 'diastolisch',
  mean: 'Mitteldruck', 'blood pressure': 'Blutdruck', 'blood-pressure': 'Blutdruck', battery: 'Akku' };
const STATISTICS = { median: 'Median', mean: 'Mittelwert', min: 'Minimum', max: 'Maximum' };
const MONTHS = { January: 'Januar', February: 'Februar', March: 'März', April: 'April', May: 'Mai', June: 'Juni', July: 'Juli',
  August: 'August', September: 'September', October: 'Oktober', November: 'November', December: 'Dezember' };

const NOTE = 'Note: ';
const MINUTE = 60000;

const WORDS_OF_CONDITIONS = [
  [/\b(pulse|spo2|respiration|temperature|systolic|diastolic|blood[ -]pressure|battery|mean)\b/gi, word => NAMES[word.toLowerCase()]],
  [/ or /g, ' oder '],
  [/(\d)\.(?=\d)/g, '$1,'],
];

/** Parts of sentences, the longer ones first, each with what it becomes. */
const PARTS = [
  [/^Still high priority: /, 'Immer noch hohe Priorität: '],
  [/^Still high priority, /, 'Immer noch hohe Priorität, '],
  [/^Still unknown whether it holds, at high priority, /, 'Immer noch unbekannt, ob er gilt, mit hoher Priorität, '],
  [/\bwhether the alarm still holds is unknown/g, 'ob der Alarm noch gilt, ist unbekannt'],
  [/The bracelet reports cardiac arrest \((unknown )?code (\d+)\)/, (all, unknown, code) =>
    `Das Armband meldet Herzstillstand (${unknown ? 'unbekannter ' : ''}Code ${code})`],
  [/no pulse nearby/, 'kein Puls in der Nähe'],
  [/^No flag for (.+?) and a usable pulse: /, 'Seit $1 keine Meldung und ein brauchbarer Puls: '],
  [/^No flag for (.+?), but no usable pulse either: /, 'Seit $1 keine Meldung, aber auch kein brauchbarer Puls: '],
  [/^No usable (.+?) was ever measured, (.+?) after the first delivery\./, 'Noch nie brauchbar gemessen: $1, $2 nach der ersten Lieferung.'],
  [/^No usable (.+?) reading for ([^:]+): /, 'Seit $2 kein brauchbarer Wert ($1): '],
  [/^No usable (.+?) for ([^.]+)\./, 'Seit $2 kein brauchbarer Wert ($1).'],
  [/ No row came since\./, ' Seitdem kam keine Zeile.'],
  [/ 1 row came since: /, ' Seitdem kam 1 Zeile: '],
  [/ (\d+) rows came since: /, ' Seitdem kamen $1 Zeilen: '],
  [/(\d+) with an unusable reading \(([^)]*)\)/, (all, count, verdicts) =>
    `${count} mit unbrauchbarem Wert (${verdicts.split(', ').map(each => t('rejected_' + each)).join(', ')})`],
  [/(\d+) without a value/, '$1 ohne Wert'],
  [/^Measured again: /, 'Wieder gemessen: '],
  [/^For (.+?) no sample had a time that can be believed: /, 'Seit $1 hatte kein Wert eine glaubhafte Zeit: '],
  [/ Check the clock of bracelet and phone\./, ' Bitte die Uhr von Armband und Telefon prüfen.'],
  [/^Samples with a credible time arrive again\./, 'Es kommen wieder Werte mit glaubhafter Zeit.'],
  [/^For (.+?) all data that arrived were old: the newest sample was (.+?) old at its arrival\. Alarms on such data are only recorded\./,
    'Seit $1 sind alle Daten alt, die ankommen: der neueste Wert war bei der Ankunft $2 alt. Alarme auf solche Daten werden nur aufgezeichnet.'],
  [/^Present data arrive again\./, 'Es kommen wieder aktuelle Daten.'],
  [/^Not worn for at least ([^.]+)\./, 'Seit mindestens $1 nicht getragen.'],
  [/^On the charger for at least ([^.]+)\./, 'Seit mindestens $1 am Ladegerät.'],
  [/^On the charger: /, 'Am Ladegerät: '],
  [/^Worn again\./, 'Wieder getragen.'],
  [/(\d+) of (\d+) (.+?) readings of the last (.+?) unusable\./, '$1 von $2 Messungen ($3) der letzten $4 unbrauchbar.'],
  [/^Nothing usable arrived for ([^:]+): /, 'Seit $1 kam nichts Brauchbares an: '],
  [/^Nothing arrived for ([^:.]+)/, 'Seit $1 kam nichts an'],
  [/^Data arrives again\./, 'Es kommen wieder Daten.'],
  [/(\d+) delivery came, /, '$1 Lieferung kam, '],
  [/(\d+) deliveries came, /, '$1 Lieferungen kamen, '],
  [/with samples that were sent before or are too old/, 'mit Werten, die schon gesendet wurden oder zu alt sind'],
  [/none usable: /, 'keine brauchbar: '],
  [/the stamp of 1 sample is (.+?) ahead/, 'die Zeit von 1 Wert ist $1 voraus'],
  [/the stamps of (\d+) samples are at last (.+?) ahead/, 'die Zeit von $1 Werten ist zuletzt $2 voraus'],
  [/the stamp of 1 sample is (.+?) behind/, 'die Zeit von 1 Wert ist $1 zurück'],
  [/the stamps of (\d+) samples are at last (.+?) behind/, 'die Zeit von $1 Werten ist zuletzt $2 zurück'],
  [/(\d+) samples, the last without a readable stamp/, '$1 Werte, der letzte ohne lesbare Zeit'],
  [/1 sample without a readable stamp/, '1 Wert ohne lesbare Zeit'],
  [/ at the best quality is not plausible: verify sensor and patient\./, ' ist trotz bester Qualität nicht möglich: Sensor und Patient prüfen.'],
  [/: not plausible in (\d+) of the last (\d+) readings: look at the patient, then verify the sensor\./,
    ': in $1 der letzten $2 Messungen nicht möglich: erst nach dem Patienten sehen, dann den Sensor prüfen.'],
  [/^The fields are back in 1 row\./, 'Die Felder sind in 1 Zeile wieder da.'],
  [/^The fields are back in (\d+) rows in a row\./, 'Die Felder sind in $1 Zeilen nacheinander wieder da.'],
  [/: not charged since /, ': seitdem nicht geladen: '],
  [/ in (\d+) of the last (\d+) readings/, ' in $1 der letzten $2 Messungen'],
  [/ in (\d+) readings in a row/, ' in $1 Messungen nacheinander'],
  [/ as the (\w+) of ([^.,]+)/, (all, statistic, window) => ` als ${STATISTICS[statistic] || statistic} von ${window}`],
  [/not recovered from /, 'nicht erholt von '],
  [/recovered from (.+?) in (\d+) of (\d+) readings?/, 'in $2 von $3 Messungen erholt von $1'],
  [/, limit /, ', Grenzwert '],
  [/(\d+ (?:s|min|h|d|years)) ago/g, 'vor $1'],
  [/ now(?=[,.])/, ' jetzt'],
  [/^Recovered from /, 'Erholt von '],
  [/^Recovered: /, 'Erholt: '],
  [/ again\.$/, ' wieder.'],
  [/^No reading\b/, 'Kein Wert'],
  [/^Acknowledged and not over: the signal is back\./, 'Quittiert und nicht vorbei: das Signal ist wieder da.'],
  [/^Acknowledged after its end\./, 'Nach dem Ende quittiert.'],
  [/^Acknowledged until /, 'Quittiert bis '],
  [/^Acknowledged\./, 'Quittiert.'],
  [/^The pause is over: the signal is back\./, 'Die Pause ist vorbei: das Signal ist wieder da.'],
  [/^The pause was ended: the signal is back\./, 'Die Pause wurde beendet: das Signal ist wieder da.'],
  [/^Not acknowledged for ([^:]+): step (\d+) of the escalation\./, 'Seit $1 nicht quittiert: Stufe $2 der Eskalation.'],
  [/^Paused until /, 'Pausiert bis '],
  [/^Closed\./, 'Geschlossen.'],
  [/^Over, and the patient has gone\./, 'Vorbei, und der Patient ist gegangen.'],
  [/^The bracelet was handed over\./, 'Das Armband wurde weitergegeben.'],
  [/^The patient was discharged\./, 'Der Patient wurde entlassen.'],
  [/^Taken back: late data show that the condition was never confirmed\./,
    'Zurückgenommen: verspätete Daten zeigen, dass die Bedingung nie bestätigt war.'],
  [/^Late data show that this alarm is a part of another one\./, 'Verspätete Daten zeigen, dass dieser Alarm Teil eines anderen ist.'],
  [/^Late data show that this alarm did not go on\./, 'Verspätete Daten zeigen, dass dieser Alarm nicht weiterging.'],
  [/^Late data show that this alarm went on\./, 'Verspätete Daten zeigen, dass dieser Alarm weiterging.'],
  [/^The rule is no longer in the catalogue\./, 'Die Regel ist nicht mehr im Katalog.'],
  [/^The limits were changed: by the new ones the condition does not hold\./,
    'Die Grenzwerte wurden geändert: nach den neuen gilt die Bedingung nicht.'],
  [/^The limits were changed: by the new ones it is not due yet\./, 'Die Grenzwerte wurden geändert: nach den neuen ist er noch nicht fällig.'],
  [/\bsince (\d\d:\d\d)/, 'seit $1'],
  [/ on (\d+) ([A-Z][a-z]+)/, (all, day, month) => ` am ${day}. ${MONTHS[month] || month}`],
  [/ and /g, ' und '],
  [/(\d) d\b/g, '$1 T'],
  [/(\d) years\b/g, '$1 Jahre'],
  [/(\d), (?=\d)/g, '$1; '],
  ...WORDS_OF_CONDITIONS,
];
/** What is left of a sentence that has another form. */
const ENGLISH = /\b(the|of|for|not|and|no|since|again|was|were|is|are|with|has|that|by|readings?|rows?|until|after)\b/i;

function german(sentence) {
  let text = sentence;
  for (const [form, words] of PARTS) text = text.replace(form, words);
  text = text.charAt(0).toUpperCase() + text.slice(1);
  return ENGLISH.test(text) ? sentence : text;
}

const signs = text => text.replaceAll('<=', '≤').replaceAll('>=', '≥');

/** A time in a sentence, by the patient's clock; it has its day where that is not the day of the record. */
const TIME = /\b(since|until) (\d\d):(\d\d)(?: on (\d+) ([A-Z][a-z]+))?/g;

/** Times in a sentence are the patient's; a page shows the reader's, with the day where the reader has another one then. */
const readersTimes = (text, millis, offsetMinutes) => {
  const ahead = offsetMinutes * MINUTE;
  const there = new Date(millis + ahead);
  if (Number.isNaN(there.getTime())) return text;
  return text.replace(TIME, (all, word, hour, minute, day, month) => {
    const moments = (day ? [-1, 0, 1] : [0]).map(years => Date.UTC(there.getUTCFullYear() + years,
      day ? Object.keys(MONTHS).indexOf(month) : there.getUTCMonth(), day || there.getUTCDate(), hour, minute) - ahead);
    const then = moments.reduce((one, other) => Math.abs(other - millis) < Math.abs(one - millis) ? other : one);
    if (Number.isNaN(then)) return all;
    const here = new Date(then);
    const today = !day && here.toDateString() === new Date(millis).toDateString();
    return word + ' ' + minuteOf(then) + (today ? '' : ' on ' + here.getDate() + ' ' + Object.keys(MONTHS)[here.getMonth()]);
  });
};

/**
 * A sentence of an alarm as people read it: with the signs of comparison, a computed mean with one decimal, and the reader's times. What a
 * person wrote stays as it is.
 * millis: a moment of the patient's day on which it was said; offsetMinutes: of the patient's time then. Without them times stay as they are.
 */
export const inWords = (text, millis, offsetMinutes) => {
  if (text.startsWith(NOTE)) return language === 'de' ? 'Notiz: ' + text.slice(NOTE.length) : text;
  const here = readersTimes(text, millis, offsetMinutes).replace(/(\d\.\d)\d\d\b/g, '$1');
  return signs(language === 'de' ? german(here) : here);
};

/** The sentence of a record. */
export const recordInWords = record => inWords(record.message, Date.parse(record.arrived), offsetOf(record.arrived));

/** Minutes east of UTC of a time as records have it. */
function offsetOf(time) {
  const zone = /([+-])(\d\d):(\d\d)$/.exec(time);
  return zone ? (zone[1] === '-' ? -1 : 1) * (zone[2] * 60 + Number(zone[3])) : 0;
}

/** What a rule without a limit alarms at, and what confirms a limit; each the whole text. */
const TRIGGERS = [
  [/^the bracelet reports cardiac arrest, (.+), at once$/, (all, codes) => 'das Armband meldet Herzstillstand, '
    + codes.replace('any code', 'jeder Code').replace('any other', 'jeder andere').replace('code', 'Code').replace(' but ', ' außer ') + ', sofort'],
  [/^nothing new arrived for (.+)$/, 'seit $1 nichts Neues angekommen'],
  [/^only samples without a credible time for (.+)$/, 'seit $1 nur Werte ohne glaubhafte Zeit'],
  [/^only old data for (.+)$/, 'seit $1 nur alte Daten'],
  [/^no usable (.+) for ([^,]+), even if there never was one$/, 'seit $2 kein brauchbarer Wert ($1), auch wenn es nie einen gab'],
  [/^no usable (.+) for ([^,]+), if there was one before$/, 'seit $2 kein brauchbarer Wert ($1), falls es vorher einen gab'],
  [/^not worn or on the charger for (.+)$/, 'seit $1 nicht getragen oder am Ladegerät'],
  [/^not worn or on the charger$/, 'nicht getragen oder am Ladegerät'],
  [/^(\d+) % or more of at least (\d+) readings of one vital unusable within (.+)$/,
    '$1 % oder mehr von mindestens $2 Messungen eines Werts in $3 unbrauchbar'],
  [/^impossible value at the best quality \((.+)\)$/, 'unmöglicher Wert bei bester Qualität ($1)'],
  [/^impossible value$/, 'unmöglicher Wert'],
  [/^values left out or renamed, other than (.+)$/, 'Werte weggelassen oder umbenannt, außer $1'],
  [/^values left out or renamed$/, 'Werte weggelassen oder umbenannt'],
  [/^in (\d+) of the last (\d+) readings/, 'in $1 der letzten $2 Messungen'],
  [/^in (\d+) readings in a row/, 'in $1 Messungen nacheinander'],
  [/^as the (\w+) of (.+)$/, (all, statistic, window) => `als ${STATISTICS[statistic] || statistic} von ${window}`],
  [/(^|, )for ([^,]+)$/, '$1über $2'],
];

/** What a rule alarms at, or what confirms it, as people write it. */
export const trigger = text => readable(language !== 'de' ? text
  : TRIGGERS.reduce((german, [form, words]) => german.replace(form, words), text)).replace(/\bspo2\b/gi, 'SpO₂');

/** A condition as people write it. */
export const readable = condition => signs(language !== 'de' ? condition
  : WORDS_OF_CONDITIONS.reduce((text, [form, words]) => text.replace(form, words), condition));
