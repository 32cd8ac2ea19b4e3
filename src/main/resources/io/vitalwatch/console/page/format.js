import { language, t } from './words.js';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const minute = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
  hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

export const zoneName = zone;
export const timeOf = millis => clock.format(millis);
export const minuteOf = millis => minute.format(millis);
export const momentOf = millis => moment.format(millis);
export const dayOf = millis => day.format(millis);
export const number = value => numbers.format(value);

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

/** A condition as people write it. */
export const readable = condition => condition.replaceAll('<=', '≤').replaceAll('>=', '≥');

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

/** Sets a text only where it changes. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
