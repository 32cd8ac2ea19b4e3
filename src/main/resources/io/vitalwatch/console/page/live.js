// The stream of the ward, and whether what is shown is the present.
import { Lag } from './lag.js';
import { Stream } from './stream.js';

const STALE_MILLIS = 3000;

const listeners = new Set();
const lag = new Lag();
const began = performance.now();
let columns = {};
let lastNow = null;
let lastClock = null;
let expiries = {};
const aliases = new Map();
let named = 0;

/** Calls with { type: 'snapshot' | 'change' | 'refused', rows, … } for each event. */
export function listen(listener) {
  listeners.add(listener);
}

/** The index of each column of a row, by name. */
export const column = name => columns[name];

/** The server's time of the last event, Unix milliseconds, or null before the first. */
export const lastServerTime = () => lastNow;

/** How far this page is behind, milliseconds; before the first event since the page was opened. */
export const delay = () => Math.min(performance.now() - began, lag.behind(performance.now(), Date.now()));

/** The clock of changes and ages, Unix milliseconds; simulated where time is. It goes on where nothing comes, so that ages grow. */
export const clock = () => lastClock === null ? Date.now() : lastClock + (isStale() ? delay() : 0);

/** By group, seconds: a reading older than this is not the value of now. */
export const expiry = () => expiries;

/** The name that the site gives a patient, or undefined. */
export const alias = patient => aliases.get(patient);

/** Another number after a name has changed. */
export const names = () => named;

export const isStale = () => delay() > STALE_MILLIS;

function take(type, text) {
  if (type === 'refused') {
    listeners.forEach(each => each({ type }));
    return;
  }
  const data = JSON.parse(text);
  if (data.columns) columns = Object.fromEntries(data.columns.map((name, index) => [name, index]));
  if (data.expire_seconds) expiries = data.expire_seconds;
  for (const row of data.rows) {
    const name = row[columns.alias] || undefined;
    if (aliases.get(row[0]) === name) continue;
    named++;
    aliases.set(row[0], name);
  }
  lag.seen(data.epoch, data.up, performance.now(), Date.now());
  lastNow = data.now;
  lastClock = data.clock;
  listeners.forEach(each => each({ type, ...data }));
}

export function start() {
  if (!window.SharedWorker) {
    new Stream(take).connect(null);
    return;
  }
  const worker = new SharedWorker('/page/live-worker.js', { type: 'module' });
  worker.port.onmessage = message => take(message.data.type, message.data.data);
  worker.port.start();
  addEventListener('pagehide', () => worker.port.postMessage('gone'));
}
