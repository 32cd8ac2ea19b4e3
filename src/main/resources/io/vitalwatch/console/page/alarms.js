import { ruleName, t } from './words.js';
import { el, named, number, say } from './format.js';
import * as live from './live.js';
import { get, start } from './app.js';
import { episodeList } from './episodes.js';
import { keepFocus } from './focus.js';
import { patientLink } from './names.js';

const PAGE = 50;
const REFRESH_MILLIS = 2000;
/** Patient-days from which a number of alarms a day says something. */
const LEAST_DAYS = 0.1;

const main = document.getElementById('main');
const fields = {};
const list = el('div', { class: 'episodes' });
const more = el('button', { type: 'button', text: t('more'), hidden: true, onclick: () => load(true) });
const csv = el('a', { class: 'button', download: true, text: t('csv') });
const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
const answer = el('p', { class: 'notice', role: 'alert' });
const counts = el('details', { class: 'counts', hidden: true });
const countsLine = el('summary');
const noisy = el('div', { class: 'noisy' });
counts.append(countsLine, noisy);
let next = null;
let pages = 1;
let loaded = [];
let loadedAt = -Infinity;
let changed = false;
let loading = false;
let again = null;

function select(name, word, options) {
  fields[name] = el('select', { id: name, onchange: refresh }, ...options.map(([value, text]) => el('option', { value, text })));
  return named(t(word), fields[name]);
}

function time(name, word) {
  fields[name] = el('input', { id: name, type: 'datetime-local', onchange: refresh });
  return named(t(word), fields[name]);
}

function query() {
  const parameters = new URLSearchParams();
  for (const [name, field] of Object.entries(fields)) {
    if (!field.value) continue;
    parameters.set(name, field.type === 'datetime-local' ? new Date(field.value).toISOString() : field.value.trim());
  }
  return parameters;
}

/** One at a time; what is asked for meanwhile comes after it: the whole list, perhaps by other filters, before a further page. */
async function load(further) {
  if (loading) {
    again = again === 'list' || !further ? 'list' : 'further';
    return;
  }
  loading = true;
  changed = false;
  loadedAt = performance.now();
  try {
    const parameters = query();
    csv.href = '/api/v1/episodes.csv?' + parameters;
    parameters.set('limit', String(further ? PAGE : PAGE * pages));
    if (further && next) parameters.set('page', next);
    if (!further) count().catch(() => { counts.hidden = true; });
    const found = await get('/api/v1/episodes?' + parameters);
    loaded = further ? [...loaded, ...found.episodes] : found.episodes;
    pages = Math.min(20, Math.max(1, Math.ceil(loaded.length / PAGE)));
    next = found.next || null;
    more.hidden = !next;
    episodeList(list, loaded, true, () => setTimeout(() => load(false), 500), told);
    problem.hidden = true;
  } catch (failure) {
    say(problem, failure.message);
    problem.hidden = false;
  } finally {
    loading = false;
    const wanted = again;
    again = null;
    if (wanted) load(wanted === 'further');
  }
}

/** Alarms a patient-day, and what has most of them: by study and time of the filter, else of the last week. */
async function count() {
  const all = query();
  const asked = new URLSearchParams(['study', 'from', 'to'].filter(each => all.has(each)).map(each => [each, all.get(each)]));
  const found = await get('/api/v1/episode-counts?' + asked);
  say(countsLine, t(asked.has('from') ? 'counted' : 'countedWeek', number(found.episodes), number(found.patient_days),
    found.patient_days >= LEAST_DAYS ? number(found.episodes / found.patient_days) : '–'));
  const table = (word, rows) => el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: t(word) }),
    el('th', { scope: 'col', class: 'right', text: t('alarms') }))), el('tbody', {}, ...rows.map(([name, episodes]) => el('tr', {},
    el('th', { scope: 'row' }, name), el('td', { class: 'right', text: number(episodes) })))));
  keepFocus(noisy, () => noisy.replaceChildren(table('noisyRules', found.rules.map(each => [ruleName(each.rule), each.episodes])),
    table('noisyPatients', found.patients.map(each => [patientLink(each.patient), each.episodes]))));
  counts.hidden = false;
}

/** A problem of an answer stays until the next one. */
function told(text) {
  say(answer, text);
}

function refresh() {
  pages = 1;
  load(false);
}

function build() {
  fields.rule = el('input', { id: 'rule', type: 'search', autocomplete: 'off', spellcheck: 'false', onchange: refresh });
  const any = ['', t('any')];
  main.append(el('h1', { text: t('alarms') }),
    el('form', { class: 'filters', onsubmit: event => { event.preventDefault(); refresh(); } },
      select('study', 'study', [['', t('allStudies')]]), select('priority', 'priority',
        [any, ...['high', 'medium', 'low'].map(each => [each, t(each)])]),
      select('kind', 'kind', [any, ...['physiological', 'technical'].map(each => [each, t(each)])]),
      select('open', 'state', [any, ['true', t('open')], ['false', t('ended')]]),
      select('signal', 'signal', [any, ...['on', 'acknowledged', 'paused', 'latched', 'off'].map(each => [each, t('signal_' + each)])]),
      named(t('rule'), fields.rule), time('from', 'from'), time('to', 'to'), csv),
    problem, answer, counts, list, el('p', {}, more));
}

build();
live.listen(event => {
  if (event.type === 'change' && event.rows.length) changed = true;
});
setInterval(() => {
  if (changed && performance.now() - loadedAt > REFRESH_MILLIS && !list.querySelector('details[open]')) load(false);
}, 500);
start();
load(false);
get('/api/v1/studies').then(answer => fields.study.append(...answer.studies.map(each => el('option', { value: each, text: each }))))
  .catch(() => {});
