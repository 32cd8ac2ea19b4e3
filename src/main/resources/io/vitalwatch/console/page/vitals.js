// What a row of the ward says of each vital: the value, its age, and whether anything says that it still holds.
import { t } from './words.js';
import { duration, number, tenths } from './format.js';

export const GROUPS = ['pulse', 'spo2', 'respiration', 'blood-pressure', 'temperature'];
const FIRST = { 'blood-pressure': 'systolic' };
const SECOND = { 'blood-pressure': 'diastolic' };
/** So long a value is fresh, in seconds: twice its cadence. */
const FRESH = { pulse: 120, spo2: 120, respiration: 120, temperature: 600, 'blood-pressure': 2400 };
const USUAL_EXPIRY = 600;
/** Measured so rarely that its age is always said. */
const RARE = 'blood-pressure';

/**
 * at: a column of the row by name; clock: Unix seconds; expiry: seconds by group.
 * state is missing, expired, aging or fresh; age is null where there is no value; mark is short, words are whole.
 */
export function reading(at, group, clock, expiry) {
  const value = at(FIRST[group] || group);
  const time = at(group + '_at');
  const rejected = at(group + '_rejected');
  const age = time === null ? null : Math.max(0, clock - time);
  const state = value === null ? 'missing' : age > (expiry[group] || USUAL_EXPIRY) ? 'expired' : age > FRESH[group] ? 'aging' : 'fresh';
  const text = value === null ? '–' : (group === 'temperature' ? tenths : number)(value) + (SECOND[group] ? '/' + number(at(SECOND[group])) : '');
  const old = state === 'aging' || state === 'expired' || group === RARE && age !== null;
  const words = [value === null ? t('noReading') : text + ' ' + t('unit_' + group)];
  if (state === 'expired') words.push(t('noLonger'));
  if (age !== null) words.push(t('ago', duration(age)));
  if (rejected) words.push(t('triedUnusable', t('rejected_' + rejected)));
  return { text, state, age, rejected, words: words.join(', '), mark: [rejected ? '⚠' : '', old ? duration(age) : ''].filter(Boolean).join(' ') };
}

/** Whether nothing that is measured all the time is known to hold now. */
export const nothingHolds = (at, clock, expiry) => GROUPS.every(each => each === RARE
  || ['missing', 'expired'].includes(reading(at, each, clock, expiry).state));
