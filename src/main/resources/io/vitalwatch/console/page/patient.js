import { ruleName, t } from './words.js';
import { duration, el, localTime, momentOf, number, say } from './format.js';
import { inWords } from './sentences.js';
import { nameOf } from './names.js';
import * as live from './live.js';
import { get, start } from './app.js';
import { acknowledgeButton } from './actions.js';
import { Charts } from './chart.js';
import { episodeList } from './episodes.js';
import { limitLines, limitsTable } from './limits.js';
import { outcome, sentence } from './changes.js';
import { stayBar } from './stay.js';
import { alarmWord } from './tile.js';
import { GROUPS, reading } from './vitals.js';

const RANGES = [2, 24, 168, 720];
const HOUR = 3600000;
const REFRESH_MILLIS = 5000;
const LIMITS_MILLIS = 60000;
const SHOWN_CHANGES = 20;
const TABLE_ROWS = 120;
const STARS = { high: '***', medium: '**', low: '*' };

const id = location.pathname.split('/')[2];
let hours = 2;
let row = null;
let loadedAt = -Infinity;
let loading = false;
let again = false;
let firstSeen = null;

const main = document.getElementById('main');
const title = el('h1', { text: nameOf(id) });
const facts = el('p', { class: 'facts' });
const alarm = el('p', { class: 'alarm-now', role: 'status' });
const alarmText = el('span');
const acknowledge = acknowledgeButton(told);
const boxes = {};
const values = el('dl', { class: 'values big' }, ...GROUPS.map(group => {
  const number = el('span', { class: 'number missing', text: '–' });
  const age = el('span', { class: 'age' });
  boxes[group] = { number, age };
  return el('div', { class: 'value ' + group }, el('dt', { text: t(group) }), el('dd', {}, number,
    el('span', { class: 'unit', text: ' ' + t('unit_' + group) }), age));
}));
const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
const area = el('div', { class: 'charts', tabindex: '0', role: 'application', 'aria-label': t('charts') + '. ' + t('chartHelp') });
const cursor = el('p', { class: 'cursor', role: 'status', text: t('noCursor') });
const table = el('div', { class: 'scroll' });
const twin = el('details', { class: 'twin' }, el('summary', { text: t('asTable') }), table);
const episodes = el('div', { class: 'episodes' });
const charts = new Charts(area, cursor);
const answer = el('p', { class: 'notice', role: 'alert' });
const limits = el('div', { class: 'scroll wide', tabindex: '0', role: 'region', 'aria-label': t('limitsTable') });
const groupsText = el('p', { class: 'note' });
const changes = el('ol', { class: 'changes' });
const showLimits = limitsTable(limits, `/api/v1/patients/${id}/limits`, id, changed, told);
let groups = [];
let lines = [];
let limitsAt = -Infinity;

/** What went wrong with an answer or a change; it stays until the next one. */
function told(text) {
  say(answer, text);
}

/** Shows what a change did, after a moment. */
function changed() {
  say(answer, '');
  setTimeout(() => { limitsAt = -Infinity; load(); }, 500);
}

function build() {
  const buttons = el('div', { class: 'modes', role: 'group', 'aria-label': t('range') });
  for (const each of RANGES) {
    buttons.append(el('button', { type: 'button', value: String(each), 'aria-pressed': String(each === hours), text: t('range_' + each),
      onclick: () => {
        hours = each;
        for (const button of buttons.children) button.setAttribute('aria-pressed', String(button.value === String(each)));
        load();
      } }));
  }
  alarm.append(alarmText, acknowledge.button);
  main.append(el('div', { class: 'top' }, title, facts), alarm, answer, values, problem,
    el('section', { 'aria-labelledby': 'charts-title' }, el('div', { class: 'bar' }, el('h2', { id: 'charts-title', text: t('charts') }), buttons),
      el('p', { class: 'note', text: t('yourTime', Intl.DateTimeFormat().resolvedOptions().timeZone) }), area, cursor, twin),
    el('section', { 'aria-labelledby': 'episodes-title' }, el('h2', { id: 'episodes-title', text: t('episodes') }), episodes),
    el('section', { 'aria-labelledby': 'limits-title' }, el('h2', { id: 'limits-title', text: t('limits') }), groupsText, limits),
    el('section', { 'aria-labelledby': 'stay-title' }, el('h2', { id: 'stay-title', text: t('stay') }),
      stayBar(id, () => groups, changed, told)),
    el('section', { 'aria-labelledby': 'changes-title' }, el('h2', { id: 'changes-title', text: t('changes') }), changes));
  twin.addEventListener('toggle', drawTable);
}

const at = name => row[live.column(name)];

function now() {
  const clock = live.clock();
  const attention = at('attention');
  const open = at('alarm');
  const seen = at('seen');
  const local = localTime(clock, at('offset_minutes'));
  const worn = at('worn');
  say(title, nameOf(id));
  say(facts, [t('study') + ' ' + at('study'), at('charging') ? t('charging') : worn === null ? t('wornUnknown') : t(worn ? 'worn' : 'notWorn'),
    ...(at('battery') === null ? [] : [t('battery', at('battery'))]),
    t('lastSeen', seen === null ? t('never') : t('ago', duration(clock / 1000 - seen))), ...(at('own_limits') ? [t('ownLimitsText')] : []),
    ...(local ? [t('localTime', local)] : [])].join(' · '));
  alarm.className = 'alarm-now a' + attention;
  acknowledge.show(open);
  say(alarmText, open ? [(open.kind === 'physiological' ? STARS[open.priority] + ' ' : '') + alarmWord(open, attention),
    ruleName(open.rule) + ': ' + inWords(open.message, open.message_at * 1000, open.offset_minutes),
    t('since', momentOf(open.onset * 1000)) + ' (' + duration(clock / 1000 - open.onset) + ')'].join(' · ') : t('noAlarm'));
  for (const group of GROUPS) {
    const shown = reading(at, group, clock / 1000, live.expiry());
    const view = boxes[group];
    say(view.number, shown.text);
    view.number.className = 'number ' + shown.state;
    say(view.age, [shown.age === null ? t('noReading') : t('ago', duration(shown.age)), ...(shown.state === 'expired' ? [t('noLonger')] : []),
      ...(shown.rejected ? ['⚠ ' + t('triedUnusable', t('rejected_' + shown.rejected))] : [])].join(' · '));
  }
}

/** One at a time; what is asked for meanwhile, such as another range, comes after it. */
async function load() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  loadedAt = performance.now();
  try {
    const clock = live.clock();
    const to = new Date(clock + 1000).toISOString();
    if (firstSeen === null) firstSeen = Date.parse((await get(`/api/v1/patients/${id}`)).first_seen);
    const begin = clock - hours * HOUR;
    const from = new Date(begin).toISOString();
    const points = Math.max(200, Math.min(1200, area.clientWidth));
    const [data, list] = await Promise.all([get(`/api/v1/patients/${id}/vitals?from=${from}&to=${to}&points=${points}`),
      get(`/api/v1/patients/${id}/episodes?limit=200`)]);
    const inside = list.episodes.filter(each => each.open || Date.parse(each.last.observed) > begin);
    if (performance.now() - limitsAt > LIMITS_MILLIS) await loadLimits();
    const kept = charts.index;
    charts.show(data, inside, lines, firstSeen / 1000);
    if (kept !== null && kept < charts.times.length) charts.tell(kept);
    episodeList(episodes, list.episodes, false, changed, told);
    drawTable();
    problem.hidden = true;
  } catch (failure) {
    say(problem, failure.status === 404 ? t('patientUnknown') : failure.message);
    problem.hidden = false;
  } finally {
    loading = false;
    if (again) {
      again = false;
      load();
    }
  }
}

async function loadLimits() {
  const [now, made] = await Promise.all([get(`/api/v1/patients/${id}/limits`), get(`/api/v1/control?patient=${id}&limit=${SHOWN_CHANGES}`)]);
  limitsAt = performance.now();
  groups = now.groups;
  lines = limitLines(now);
  say(groupsText, groups.length ? t('groups') + ': ' + groups.join(', ') : '');
  await showLimits(now);
  changes.replaceChildren(...(made.records.length ? made.records.map(change) : [el('li', { class: 'empty', text: t('noChanges') })]));
}

function change(record) {
  const became = outcome(record);
  return el('li', { class: became[0] === 'refused' ? 'bad' : '' }, el('span', { class: 'when', text: momentOf(Date.parse(record.at)) }), ' ',
    el('b', { text: record.who }), ' · ' + t('what_' + record.what) + ' ' + sentence(record) + (record.until ? ', '
      + t('untilTime', momentOf(Date.parse(record.until))) : '') + (record.reason ? ' · ' + record.reason : ''), ' ',
    el('span', { class: 'note', text: t('outcome_' + became[0]) + (became[1] ? ': ' + became[1] : '') }));
}

function drawTable() {
  if (!twin.open || !charts.data) return;
  const { vitals, rows } = charts.table(TABLE_ROWS);
  table.replaceChildren(el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: t('time') }),
    ...vitals.map(vital => el('th', { scope: 'col', class: 'right', text: t(vital) })))),
  el('tbody', {}, ...rows.map(each => el('tr', {}, el('th', { scope: 'row', text: momentOf(each.time * 1000) }),
    ...vitals.map(vital => el('td', { class: 'right', text: each[vital] || '' })))))));
}

build();
live.listen(event => {
  if (event.type === 'refused') return;
  const mine = event.rows.find(each => each[0] === id);
  if (mine) row = mine;
  if (row) now();
  const first = loadedAt === -Infinity;
  if (first || mine && performance.now() - loadedAt > REFRESH_MILLIS && !area.matches(':hover') && document.activeElement !== area) load();
});
// Ages grow also where nothing comes.
setInterval(() => { if (row) now(); }, 1000);
start();
