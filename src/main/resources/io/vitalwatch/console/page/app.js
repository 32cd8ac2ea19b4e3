// Head, navigation, the bar that says that a page is not current; the same on every page.
import { choose, language, languages, t } from './words.js';
import { el, momentOf, say, timeOf } from './format.js';
import * as live from './live.js';
import * as sound from './sound.js';

const ARRIVALS_STOPPED_MILLIS = 120000;

export const page = document.body.dataset.page;
let state = null;
let trouble = null;
let refused = false;
/** The sound that each patient's alarms call for, without those that need none. */
const sounds = new Map();

export async function get(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (answer.status === 401) throw new Error(t('signInAgain'));
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail || t('failed', answer.status)), { status: answer.status });
  }
  return answer.json();
}

function head(me) {
  const link = (href, word, key) => el('a', { href, text: t(word), 'aria-current': page === key ? 'page' : null });
  const nav = el('nav', { 'aria-label': t('navigation') }, link('/', 'ward', 'ward'), link('/alarms', 'alarms', 'alarms'));
  if (me && me.deliveries) nav.append(link(me.deliveries, 'deliveries', 'deliveries'));
  nav.append(link('/rules', 'rules', 'rules'));
  if (me && me.audit) nav.append(link('/audit', 'audit', 'audit'));
  nav.append(link('/status', 'status', 'status'));
  const select = el('select', { 'aria-label': t('language'), onchange: event => choose(event.target.value) });
  for (const each of languages) select.append(el('option', { value: each, text: each.toUpperCase(), selected: each === language }));
  const button = el('button', { type: 'button', id: 'sound', 'aria-pressed': String(sound.isOn()), text: t(sound.isOn() ? 'soundOn' : 'soundOff'),
    onclick: async () => {
      const on = await sound.toggle();
      button.setAttribute('aria-pressed', String(on));
      say(button, t(on ? 'soundOn' : 'soundOff'));
    } });
  state = el('p', { id: 'live', class: 'live', role: 'status', text: t('connecting') });
  document.getElementById('head').replaceChildren(el('strong', { class: 'brand', text: 'VitalWatch' }), nav,
    el('div', { class: 'tools' }, state, button, select));
}

/** Every page sounds for the whole ward: an alarm is heard whatever somebody looks at. */
function hear(event) {
  if (event.type === 'snapshot') sounds.clear();
  const at = live.column('sound');
  for (const row of event.rows) {
    if (row[at]) sounds.set(row[0], row[at]);
    else sounds.delete(row[0]);
  }
}

function check() {
  const called = [...sounds.values()];
  sound.need(['high', 'medium', 'low'].find(each => called.includes(each)) || null);
  const bar = document.getElementById('stale');
  const now = live.lastServerTime();
  let text = null;
  if (refused) text = t('signInAgain');
  else if (now !== null && live.isStale()) text = t('notCurrent', timeOf(now));
  else if (trouble) text = trouble;
  const stale = text !== null;
  if (document.body.classList.contains('not-current') !== stale) document.body.classList.toggle('not-current', stale);
  bar.hidden = !stale;
  if (stale) say(bar, text);
  state.className = 'live ' + (now === null ? '' : stale ? 'off' : 'on');
  say(state, now === null ? t('connecting') : stale ? '' : t('live') + ' ' + timeOf(now));
}

export async function start() {
  document.documentElement.lang = language;
  document.title = t(page) + ' · VitalWatch';
  document.querySelector('[data-word=skip]').textContent = t('skip');
  head(null);
  live.listen(event => {
    refused = event.type === 'refused';
    if (event.type !== 'refused') {
      hear(event);
      const stopped = event.newest_arrival !== undefined && event.clock - event.newest_arrival > ARRIVALS_STOPPED_MILLIS;
      trouble = event.trouble ? t('trouble', event.trouble) : stopped ? t('nothingArrives', momentOf(event.newest_arrival)) : null;
    }
    check();
  });
  setInterval(check, 500);
  live.start();
  try {
    head(await get('/api/v1/me'));
    check();
  } catch (failure) {
    say(state, failure.message);
  }
}
