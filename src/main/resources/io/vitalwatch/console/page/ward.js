import { t } from './words.js';
import { duration, el, momentOf, nameOf, number, say } from './format.js';
import * as live from './live.js';
import { start } from './app.js';
import { acknowledgeButton } from './actions.js';

const GROUPS = ['pulse', 'spo2', 'respiration', 'blood-pressure', 'temperature'];
const FIRST = { 'blood-pressure': 'systolic' };
const SECOND = { 'blood-pressure': 'diastolic' };
/** So long a value is fresh, in seconds: twice its cadence. */
const FRESH = { pulse: 120, spo2: 120, respiration: 120, temperature: 600, 'blood-pressure': 2400 };
const STARS = { high: '***', medium: '**', low: '*' };
const NONE = 8;
/** A row holds its place so long after the pointer moved over the list. */
const HOLD_MILLIS = 2000;
const OVERSCAN = 2;

const patients = new Map();
let expires = {};
let order = [];
let shown = [];
let clock = 0;
let unsorted = false;
let pointerAt = -Infinity;
let mode = localStorage.getItem('view') === 'rows' ? 'rows' : 'tiles';
const pool = [];
const drawn = new Map();
const filters = { study: '', text: '', alarms: false };

// ---- rows

const at = (row, name) => row[live.column(name)];

function compare(a, b) {
  return at(a, 'attention') - at(b, 'attention') || onset(a) - onset(b) || (a[0] < b[0] ? -1 : 1);
}

const onset = row => { const alarm = at(row, 'alarm'); return alarm ? alarm.onset : 0; };

function fits(row) {
  if (filters.study && at(row, 'study') !== filters.study) return false;
  if (filters.alarms && at(row, 'attention') === NONE) return false;
  if (!filters.text) return true;
  const alarm = at(row, 'alarm');
  return (row[0] + ' ' + nameOf(row[0]) + ' ' + at(row, 'study') + ' ' + (alarm ? alarm.rule + ' ' + alarm.message : ''))
    .toLowerCase().includes(filters.text);
}

function sort() {
  order = [...patients.values()].sort(compare);
  unsorted = false;
  filter();
}

function filter() {
  shown = order.filter(fits);
  layout();
}

function take(event) {
  if (event.type === 'refused') return;
  clock = event.clock / 1000;
  if (event.type === 'snapshot') {
    patients.clear();
    expires = event.expire_seconds || expires;
  }
  let grave = false;
  for (const row of event.rows) {
    const before = patients.get(row[0]);
    patients.set(row[0], row);
    if (!before || at(before, 'attention') !== at(row, 'attention') || onset(before) !== onset(row)) unsorted = true;
    if (before && at(row, 'attention') < at(before, 'attention')) grave = true;
    if (before) replace(before, row);
  }
  if (event.type === 'snapshot') {
    studies();
    sort();
  } else if (unsorted && (performance.now() - pointerAt > HOLD_MILLIS)) {
    if (grave || event.rows.length) sort();
  }
  for (const row of event.rows) {
    const tile = drawn.get(row[0]);
    if (tile) draw(tile, row);
  }
  sums();
}

/** A row that is sorted already is exchanged at its place. */
const places = new Map();
function replace(before, row) {
  const place = places.get(row[0]);
  if (place !== undefined && order[place] === before) order[place] = row;
}

// ---- the page around the list

const study = el('select', { id: 'study', onchange: () => { filters.study = study.value; filter(); } });
const search = el('input', { id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: t('search'),
  oninput: () => { filters.text = search.value.trim().toLowerCase(); filter(); } });
const alarmsOnly = el('select', { id: 'show', onchange: () => { filters.alarms = alarmsOnly.value === 'alarms'; filter(); } });
const count = el('p', { class: 'count', role: 'status' });
const summary = el('ul', { class: 'summary' });
const list = el('div', { id: 'list', class: 'list ' + mode, role: 'list', tabindex: '0', 'aria-label': t('patientList') });
const space = el('div', { class: 'space' });
const notice = el('p', { class: 'notice', role: 'alert' });
const empty = el('div', { class: 'empty', hidden: true });
list.append(space);

function studies() {
  const names = [...new Set([...patients.values()].map(row => at(row, 'study')))].sort();
  if (study.options.length - 1 === names.length) return;
  study.replaceChildren(el('option', { value: '', text: t('allStudies') }), ...names.map(name => el('option', { value: name, text: name })));
  study.value = filters.study;
}

function toggleMode(next) {
  mode = next;
  localStorage.setItem('view', mode);
  list.className = 'list ' + mode;
  for (const button of document.querySelectorAll('.modes button')) button.setAttribute('aria-pressed', String(button.value === mode));
  for (const tile of [...drawn.values()]) drop(tile);
  layout();
}

function build() {
  alarmsOnly.append(el('option', { value: '', text: t('everybody') }), el('option', { value: 'alarms', text: t('withAlarm') }));
  study.append(el('option', { value: '', text: t('allStudies') }));
  const modeButton = each => el('button', { type: 'button', value: each, 'aria-pressed': String(mode === each), text: t(each),
    onclick: () => toggleMode(each) });
  document.getElementById('main').append(
    el('h1', { class: 'hidden', text: t('ward') }), summary,
    el('form', { class: 'filters', onsubmit: event => event.preventDefault() },
      el('label', { for: 'study', text: t('study') }), study,
      el('label', { for: 'show', text: t('show') }), alarmsOnly,
      el('label', { for: 'search', text: t('search') }), search,
      el('div', { class: 'modes', role: 'group', 'aria-label': t('view') }, modeButton('tiles'), modeButton('rows')), count),
    notice, empty, list);
  list.addEventListener('scroll', () => requestAnimationFrame(render), { passive: true });
  list.addEventListener('pointermove', () => { pointerAt = performance.now(); }, { passive: true });
  new ResizeObserver(layout).observe(list);
  document.addEventListener('keydown', event => {
    if (event.key === '/' && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });
  list.addEventListener('keydown', move);
}

function sums() {
  const counts = new Array(NONE + 1).fill(0);
  for (const row of patients.values()) counts[at(row, 'attention')]++;
  const parts = counts.map((n, index) => ({ n, index })).filter(each => each.n > 0 && each.index < NONE);
  if (summary.dataset.now !== JSON.stringify(counts)) {
    summary.dataset.now = JSON.stringify(counts);
    summary.replaceChildren(...parts.map(each => el('li', { class: 'a' + each.index },
      el('b', { text: String(each.n) }), ' ' + t('attention_' + each.index))));
  }
  say(count, t('patientsShown', number(shown.length), number(patients.size)));
  const nothing = shown.length === 0;
  empty.hidden = !nothing || live.lastServerTime() === null;
  list.hidden = nothing && !empty.hidden;
  if (nothing) {
    empty.replaceChildren(el('p', { class: 'strong', text: t(patients.size ? 'noMatch' : 'noPatients') }),
      ...(patients.size ? [] : [el('p', { text: t('noPatientsText') })]));
  }
}

// ---- the virtual list: only what is seen is in the page

let columns = 1;
let height = 100;
let width = 300;

function layout() {
  const inside = list.clientWidth;
  const style = getComputedStyle(list);
  height = parseInt(style.getPropertyValue('--tile-height'), 10);
  columns = mode === 'rows' ? 1 : Math.max(1, Math.floor(inside / parseInt(style.getPropertyValue('--tile-width'), 10)));
  width = inside / columns;
  space.style.height = Math.ceil(shown.length / columns) * height + 'px';
  places.clear();
  order.forEach((row, index) => places.set(row[0], index));
  render();
}

function render() {
  const first = Math.max(0, Math.floor(list.scrollTop / height) - OVERSCAN) * columns;
  const last = Math.min(shown.length, (Math.ceil((list.scrollTop + list.clientHeight) / height) + OVERSCAN) * columns);
  const wanted = new Set();
  for (let i = first; i < last; i++) wanted.add(shown[i][0]);
  for (const [id, tile] of drawn) if (!wanted.has(id)) drop(tile);
  for (let i = first; i < last; i++) {
    const row = patients.get(shown[i][0]);
    let tile = drawn.get(row[0]);
    if (!tile) {
      tile = pool.pop() || makeTile();
      tile.id = row[0];
      drawn.set(row[0], tile);
      draw(tile, row);
      space.append(tile.root);
    }
    place(tile, i);
  }
}

function drop(tile) {
  drawn.delete(tile.id);
  tile.root.remove();
  tile.index = -1;
  pool.push(tile);
}

function place(tile, index) {
  if (tile.index === index && tile.width === width && tile.height === height && tile.size === shown.length) return;
  tile.index = index;
  tile.width = width;
  tile.height = height;
  tile.size = shown.length;
  tile.root.style.transform = `translate(${index % columns * width}px, ${Math.floor(index / columns) * height}px)`;
  tile.root.style.width = width + 'px';
  tile.root.style.height = height + 'px';
  tile.root.setAttribute('aria-posinset', String(index + 1));
  tile.root.setAttribute('aria-setsize', String(shown.length));
}

/** Arrow keys go from patient to patient; Enter opens one, as it is a link. */
function move(event) {
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -Infinity, End: Infinity };
  if (!(event.key in steps) || !shown.length) return;
  event.preventDefault();
  const current = document.activeElement.closest('.tile');
  const from = current ? shown.findIndex(row => row[0] === current.dataset.patient) : -1;
  const to = Math.max(0, Math.min(shown.length - 1, from < 0 ? 0 : from + steps[event.key]));
  const top = Math.floor(to / columns) * height;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
  render();
  const tile = drawn.get(shown[to][0]);
  if (tile) tile.link.focus({ preventScroll: true });
}

// ---- a tile

function makeTile() {
  const tile = { index: -1, values: {} };
  tile.name = el('span', { class: 'name' });
  tile.link = el('a', { class: 'who' }, tile.name);
  tile.study = el('span', { class: 'study' });
  tile.stars = el('span', { class: 'stars', 'aria-hidden': 'true' });
  tile.priority = el('span', { class: 'priority' });
  tile.message = el('span', { class: 'message' });
  tile.more = el('span', { class: 'more' });
  tile.acknowledge = acknowledgeButton(problem => say(notice, problem));
  tile.alarm = el('p', { class: 'alarm' }, tile.stars, tile.priority, tile.message, tile.more, tile.acknowledge.button);
  const values = el('dl', { class: 'values' });
  for (const group of GROUPS) {
    const number = el('span', { class: 'number' });
    const mark = el('span', { class: 'mark' });
    const cell = el('dd', {}, number, mark);
    values.append(el('div', { class: 'value ' + group }, el('dt', { text: t('short_' + group) }), cell));
    tile.values[group] = { number, mark, cell };
  }
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 96 24');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('trend'));
  svg.classList.add('spark');
  tile.spark = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.append(tile.spark);
  tile.device = el('p', { class: 'device' });
  tile.root = el('div', { class: 'tile', role: 'listitem' },
    el('div', { class: 'card' }, el('p', { class: 'title' }, tile.link, tile.study), tile.alarm, values, svg, tile.device));
  return tile;
}

function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function draw(tile, row) {
  const id = row[0];
  const alarm = at(row, 'alarm');
  const attention = at(row, 'attention');
  tile.root.dataset.patient = id;
  attribute(tile.link, 'href', '/patients/' + id);
  say(tile.name, nameOf(id));
  say(tile.study, at(row, 'study'));
  const kind = 'tile a' + attention + (alarm && alarm.freshness === 'historical' ? ' historical' : '');
  if (tile.root.className !== kind) tile.root.className = kind;
  say(tile.stars, alarm && alarm.kind === 'physiological' ? STARS[alarm.priority] : '');
  tile.acknowledge.show(alarm);
  say(tile.priority, alarm ? t('attention_' + attention) + (attention === 6 && alarm.by ? ' ' + t('acknowledgedBy', alarm.by) : '')
    : t('noAlarm'));
  say(tile.message, alarm ? alarm.message : '');
  attribute(tile.message, 'title', alarm ? alarm.message + ' ' + t('since', momentOf(alarm.onset * 1000)) : '');
  say(tile.more, at(row, 'open') > 1 ? t('moreAlarms', at(row, 'open') - 1) : '');
  for (const group of GROUPS) drawValue(tile.values[group], row, group);
  drawSpark(tile, at(row, 'sparkline'));
  const parts = [];
  const worn = at(row, 'worn');
  parts.push(at(row, 'charging') ? t('charging') : worn === null ? t('wornUnknown') : t(worn ? 'worn' : 'notWorn'));
  if (at(row, 'battery') !== null) parts.push(t('battery', at(row, 'battery')));
  const seen = at(row, 'seen');
  parts.push(t('lastSeen', seen === null ? t('never') : t('ago', duration(clock - seen))));
  say(tile.device, parts.join(' · '));
}

function drawValue(view, row, group) {
  const value = at(row, FIRST[group] || group);
  const time = at(row, group + '_at');
  const rejected = at(row, group + '_rejected');
  const age = time === null ? Infinity : clock - time;
  const state = value === null ? 'missing' : age > (expires[group] || 600) ? 'expired' : age > FRESH[group] ? 'aging' : 'fresh';
  const text = value === null ? '–' : number(value) + (SECOND[group] ? '/' + number(at(row, SECOND[group])) : '');
  say(view.number, text);
  if (view.number.className !== 'number ' + state) view.number.className = 'number ' + state;
  const mark = rejected ? '⚠' : state === 'aging' || state === 'expired' ? duration(age) : '';
  say(view.mark, mark);
  const words = [value === null ? t('noReading') : text + ' ' + t('unit_' + group)];
  if (state === 'expired') words.push(t('noLonger'));
  if (time !== null) words.push(t('ago', duration(age)));
  if (rejected) words.push(t('triedUnusable', rejected));
  attribute(view.cell, 'title', words.join(', '));
}

function drawSpark(tile, values) {
  const present = values.filter(each => each !== null);
  let path = '';
  if (present.length > 1) {
    const low = Math.min(...present) - 3;
    const span = Math.max(...present) + 3 - low;
    let pen = 'M';
    values.forEach((value, index) => {
      if (value === null) {
        pen = 'M';
      } else {
        path += pen + (index / (values.length - 1) * 96).toFixed(1) + ' ' + (24 - (value - low) / span * 24).toFixed(1);
        pen = 'L';
      }
    });
  }
  attribute(tile.spark, 'd', path);
}

build();
live.listen(take);
// Ages grow also where nothing arrives.
setInterval(() => {
  for (const [id, tile] of drawn) draw(tile, patients.get(id));
  if (unsorted && performance.now() - pointerAt > HOLD_MILLIS) sort();
}, 1000);
start();
