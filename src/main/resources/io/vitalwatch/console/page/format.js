import { language, t } from './words.js';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** The reader's way of writing dates and numbers, in the language of the page. */
const locale = navigator.languages.find(each => each.split('-')[0] === language) || language;
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const minute = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
  hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

const withTenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const zoneName = zone;
const inZone = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' });
const HALF_DAY = 43200000;

/** Minutes by which local time is ahead of UTC. */
const offset = millis => -new Date(millis).getTimezoneOffset();

/** The short name of the time zone, such as CEST, where the clock is set back and shows this time twice; else nothing. */
function whichHour(millis) {
  const back = (offset(millis - HALF_DAY) - offset(millis + HALF_DAY)) * 60000;
  if (back <= 0 || offset(millis - back) === offset(millis) && offset(millis + back) === offset(millis)) return '';
  return ' ' + inZone.formatToParts(millis).find(each => each.type === 'timeZoneName').value;
}

export const timeOf = millis => clock.format(millis) + whichHour(millis);
export const minuteOf = millis => minute.format(millis) + whichHour(millis);
export const momentOf = millis => moment.format(millis) + whichHour(millis);
export const dayOf = millis => day.format(millis);
export const number = value => numbers.format(value);
/** With one decimal, also where it is 0. */
export const tenths = value => withTenths.format(value);

/** A duration in seconds, in the largest unit that says enough. */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 100) return t('seconds', s);
  if (s < 100 * 60) return t('minutes', Math.round(s / 60));
  if (s < 48 * 3600) return t('hours', Math.round(s / 3600));
  return t('days', Math.round(s / 86400));
}

/** The wall time at a patient whose offset differs from the reader's, else null. */
export function localTime(millis, offsetMinutes) {
  if (-new Date(millis).getTimezoneOffset() === offsetMinutes) return null;
  return new Date(millis + offsetMinutes * 60000).toISOString().slice(11, 16);
}

/** Makes an element: el('p', { class: 'x', text: 'y' }, children …). */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'text') made.textContent = value;
    else if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** A field of a filter with its name, which stay together where the line breaks. */
export const named = (name, made) => el('span', { class: 'pair' }, el('label', { for: made.id, text: name }), made);

/** Sets a text only where it changes. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
