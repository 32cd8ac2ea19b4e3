// Head, navigation, the bar that says that a page is not current; the same on every page.
import { choose, language, languages, t } from './words.js';
import { el, momentOf, number, say, timeOf } from './format.js';
import * as live from './live.js';
import * as sound from './sound.js';

const ARRIVALS_STOPPED_MILLIS = 120000;

export const page = document.body.dataset.page;
/** A page that has had no event after this time says so. */
const CONNECTED_MILLIS = 5000;
let state = null;
let trouble = null;
/** Why charts and lists are behind, though what is shown of the ward is the present; or null. */
let unstored = null;
let refused = false;
let signedOut = false;
/** Whether the console had not read its store yet when this page was loaded; null before the first event. */
let early = null;
/** Whether the caller signed in elsewhere and can sign in again there. */
let elsewhere = false;
/** The sound that each patient's alarms call for, without those that need none. */
const sounds = new Map();

export async function get(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (answer.status === 401) {
    signInAgain();
    throw new Error(t('signInAgain'));
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail || t('failed', answer.status)), { status: answer.status });
  }
  return answer.json();
}

/** Where the session is over: another one begins where the caller signed in; else the page says so. */
function signInAgain() {
  signedOut = true;
  if (elsewhere) location.assign('/sign-in?to=' + encodeURIComponent(location.pathname));
}

async function signOut() {
  const answer = await fetch('/sign-out', { method: 'POST', headers: { Accept: 'application/json' } }).catch(() => null);
  const told = answer && answer.ok ? await answer.json().catch(() => null) : null;
  if (told) location.assign(told.next || '/');
  else say(state, t('failed', answer ? answer.status : t('notConnected')));
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
    el('div', { class: 'tools' }, state, button, select,
      ...(me && me.sign_out ? [el('button', { type: 'button', text: t('signOut'), onclick: signOut })] : [])));
  // On a narrow screen the names of pages are a line that can be moved sideways.
  const here = nav.querySelector('[aria-current]');
  if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
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

/** Why what is shown is not the present, in words, or null. */
function whyNotCurrent() {
  const now = live.lastServerTime();
  if (signedOut) return t('signInAgain');
  if (now === null) return live.delay() > CONNECTED_MILLIS ? t('notConnected') : null;
  if (live.isStale() || refused) return t('notCurrent', timeOf(now));
  return trouble;
}

function check() {
  const why = whyNotCurrent();
  const stale = why !== null;
  // Where nothing comes, nobody is watched: that sounds like a technical alarm of medium priority.
  const called = [...sounds.values(), ...(stale ? ['medium'] : [])];
  sound.need(['high', 'medium', 'low'].find(each => called.includes(each)) || null);
  const bar = document.getElementById('stale');
  if (document.body.classList.contains('not-current') !== stale) document.body.classList.toggle('not-current', stale);
  const told = why ?? unstored;
  bar.hidden = told === null;
  if (told !== null) say(bar, told);
  const now = live.lastServerTime();
  state.className = 'live ' + (stale ? 'off' : now === null ? '' : 'on');
  say(state, stale ? t('notCurrentShort') : now === null ? t('connecting') : t('live') + ' ' + timeOf(now));
}

export async function start() {
  document.documentElement.lang = language;
  document.title = t(page) + ' · VitalWatch';
  document.querySelector('[data-word=skip]').textContent = t('skip');
  head(null);
  live.listen(event => {
    refused = event.type === 'refused';
    if (refused) get('/api/v1/me').catch(() => {});
    else signedOut = false;
    if (event.type !== 'refused') {
      hear(event);
      // What this page asked for when it was loaded was refused. A page that was there before goes on, since loading it ends its sound.
      early = early ?? event.behind < 0;
      if (early && !(event.behind < 0)) location.reload();
      const stopped = event.newest_arrival !== undefined && event.clock - event.newest_arrival > ARRIVALS_STOPPED_MILLIS;
      trouble = event.trouble ? t('trouble', event.trouble) : event.behind < 0 ? t('starting')
        : event.behind ? t(event.behind > 1 ? 'catchingUp' : 'catchingUpSoon', number(event.behind))
        : stopped ? t('nothingArrives', momentOf(event.newest_arrival)) : null;
      unstored = event.store ? t('unstored', event.store) : null;
    }
    check();
  });
  setInterval(check, 500);
  // A page that the browser kept has lost its stream.
  addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
  live.start();
  try {
    const me = await get('/api/v1/me');
    elsewhere = me.sign_out === true;
    head(me);
    check();
  } catch (failure) {
    say(state, failure.message);
  }
}
