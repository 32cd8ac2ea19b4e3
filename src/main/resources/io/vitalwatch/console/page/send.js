// Requests that change something. Each has an id, so that it counts once however often it is sent.
import { t } from './words.js';
import { get } from './app.js';

const ATTEMPTS = 3;
const FOLLOWED_SECONDS = 20;

export const me = get('/api/v1/me').catch(() => ({ actions: false, rules: false, audit: false }));

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(each => each.toString(16).padStart(2, '0')).join('');
}

const later = millis => new Promise(resolve => setTimeout(resolve, millis));

/** Sends a JSON body. Returns { answer } or { problem, status }, the problem in words. */
export async function send(method, path, body) {
  const text = JSON.stringify({ id: newId(), ...body });
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: text });
      const read = await answer.json().catch(() => ({}));
      if (answer.ok) return { answer: read };
      if (answer.status !== 503 || attempt === ATTEMPTS) {
        return { problem: answer.status === 401 ? t('signInAgain') : read.detail || t('failed', answer.status), status: answer.status };
      }
    } catch (failure) {
      if (attempt === ATTEMPTS) return { problem: t('failed', failure.message) };
    }
    await later(1000);
  }
}

/** Waits for the job's answer to a change. Returns why it was refused, or null if it was taken or no answer came in time. */
export async function refusal(seq, patient) {
  for (let second = 0; second < FOLLOWED_SECONDS; second++) {
    await later(1000);
    const list = await get('/api/v1/control?limit=50' + (patient ? '&patient=' + patient : '')).catch(() => null);
    const record = list && list.records.find(each => each.offset === seq);
    const refused = record && record.answers.find(each => each.outcome === 'refused');
    if (refused) return t('jobRefused', refused.detail || '');
    if (record && record.answers.some(each => each.outcome !== 'accepted')) return null;
  }
  return null;
}
