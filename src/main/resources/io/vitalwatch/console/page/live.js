// The stream of the ward, and whether what is shown is the present.
const STALE_MILLIS = 3000;

const listeners = new Set();
let columns = {};
let least = Infinity;
let lastAt = null;
let lastNow = null;
let lastClock = null;

/** Calls with { type: 'snapshot' | 'change' | 'refused', rows, … } for each event. */
export function listen(listener) {
  listeners.add(listener);
}

/** The index of each column of a row, by name. */
export const column = name => columns[name];

/** The server's time of the last event, Unix milliseconds, or null before the first. */
export const lastServerTime = () => lastNow;

/** The clock of changes and ages, Unix milliseconds; simulated where time is. */
export const clock = () => lastClock === null ? Date.now() : lastClock;

/** How far this page is behind, milliseconds; Infinity before the first event. */
export function delay() {
  if (lastAt === null) return Infinity;
  const waiting = performance.now() - lastAt;
  // What sockets hold back comes late, and says so by the server's time in it.
  return waiting + Math.max(0, lastAt - lastNow - least);
}

export const isStale = () => delay() > STALE_MILLIS;

function take(type, text) {
  if (type === 'refused') {
    listeners.forEach(each => each({ type }));
    return;
  }
  const data = JSON.parse(text);
  if (data.columns) columns = Object.fromEntries(data.columns.map((name, index) => [name, index]));
  lastAt = performance.now();
  lastNow = data.now;
  lastClock = data.clock;
  least = Math.min(least, lastAt - lastNow);
  listeners.forEach(each => each({ type, ...data }));
}

function direct(from) {
  const source = new EventSource('/api/v1/stream' + (from ? '?last=' + encodeURIComponent(from) : ''));
  let last = from;
  for (const type of ['snapshot', 'change']) {
    source.addEventListener(type, event => {
      last = event.lastEventId;
      take(type, event.data);
    });
  }
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) {
      take('refused');
      setTimeout(() => direct(last), STALE_MILLIS);
    }
  };
}

export function start() {
  if (!window.SharedWorker) {
    direct(null);
    return;
  }
  const worker = new SharedWorker('/page/live-worker.js');
  worker.port.onmessage = message => take(message.data.type, message.data.data);
  worker.port.start();
  addEventListener('pagehide', () => worker.port.postMessage('gone'));
}
