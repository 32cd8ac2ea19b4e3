import { t } from './words.js';
import { el, momentOf, named, say } from './format.js';
import { patientLink } from './names.js';
import { get, start } from './app.js';
import { outcome, scopeText, sentence } from './changes.js';

const PAGE = 100;
const WHAT = ['limits', 'catalogue', 'shadow', 'action', 'observation', 'patient', 'unreadable', 'sign-in', 'sign-out', 'sign-in-refused',
  'view-patient', 'view-ward', 'export'];

const main = document.getElementById('main');
const fields = {};
const body = el('tbody');
const table = el('div', { class: 'scroll wide', tabindex: '0', role: 'region', 'aria-label': t('audit') },
  el('table', { class: 'audit' }, el('thead', {}, el('tr', {}, ...['time', 'who', 'what', 'forWhom', 'reason', 'outcome'].map(each =>
    el('th', { scope: 'col', text: t(each) })))), body));
const empty = el('p', { class: 'empty', text: t('noAudit'), hidden: true });
const more = el('button', { type: 'button', text: t('more'), hidden: true, onclick: () => load(true) });
const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
let next = null;

function field(name, word, made) {
  fields[name] = made;
  made.id = name;
  made.addEventListener('change', () => load(false));
  return named(t(word), made);
}

function row(record) {
  const became = outcome(record);
  const who = record.who ? record.who + (record.role ? ' (' + record.role + ')' : '') : t('unknownCaller');
  return el('tr', { class: became && became[0] === 'refused' || record.what === 'sign-in-refused' ? 'bad' : '' },
    el('th', { scope: 'row', text: momentOf(Date.parse(record.at)) }),
    el('td', { text: who }),
    el('td', { class: 'words' }, el('b', { text: t('what_' + record.what) }), ' ' + sentence(record)
      + (record.until ? ', ' + t('untilTime', momentOf(Date.parse(record.until))) : '')),
    el('td', {}, record.patient ? patientLink(record.patient) : scopeText(record) || ''),
    el('td', { class: 'words', text: record.reason || '' }),
    el('td', { class: 'words', text: became ? t('outcome_' + became[0]) + (became[1] ? ': ' + became[1] : '') : '' }));
}

async function load(further) {
  const parameters = new URLSearchParams({ limit: String(PAGE) });
  for (const [name, each] of Object.entries(fields)) {
    if (each.value) parameters.set(name, each.type === 'datetime-local' ? new Date(each.value).toISOString() : each.value.trim());
  }
  if (further && next) parameters.set('page', next);
  try {
    const answer = await get('/api/v1/audit?' + parameters);
    const rows = answer.records.map(row);
    if (further) body.append(...rows);
    else body.replaceChildren(...rows);
    next = answer.next || null;
    more.hidden = !next;
    empty.hidden = body.childElementCount > 0;
    table.hidden = !empty.hidden;
    problem.hidden = true;
  } catch (failure) {
    say(problem, failure.message);
    problem.hidden = false;
  }
}

main.append(el('h1', { text: t('audit') }),
  el('form', { class: 'filters', onsubmit: event => { event.preventDefault(); load(false); } },
    field('what', 'what', el('select', {}, el('option', { value: '', text: t('any') }),
      ...WHAT.map(each => el('option', { value: each, text: t('what_' + each) })))),
    field('who', 'who', el('input', { type: 'search', autocomplete: 'off', spellcheck: 'false' })),
    field('study', 'study', el('select', {}, el('option', { value: '', text: t('allStudies') }))),
    field('from', 'from', el('input', { type: 'datetime-local' })), field('to', 'to', el('input', { type: 'datetime-local' }))),
  problem, table, empty, el('p', {}, more));
start();
load(false);
get('/api/v1/studies').then(answer => fields.study.append(...answer.studies.map(each => el('option', { value: each, text: each }))))
  .catch(() => {});
