import { ruleName, t } from './words.js';
import { el, named, number, say } from './format.js';
import { inWords } from './sentences.js';
import * as live from './live.js';
import { start } from './app.js';
import { nameOf } from './names.js';
import { drawTile, makeTile } from './tile.js';

const NONE = 8;
/** A row holds its place so long after the pointer, or the focus, moved over the list. */
const HOLD_MILLIS = 2000;
const OVERSCAN = 2;

const patients = new Map();
let order = [];
let shown = [];
let unsorted = false;
/** Whether all patients are there: not while the console reads what was written before. */
let complete = false;
let pointerAt = -Infinity;
const MODES = ['tiles', 'large', 'rows'];
let mode = MODES.includes(localStorage.getItem('view')) ? localStorage.getItem('view') : 'tiles';
const pool = [];
const drawn = new Map();
const filters = { study: '', group: '', text: '', alarms: false };

// ---- rows

const at = (row, name) => row[live.column(name)];

const draw = (tile, row) => drawTile(tile, row, live.clock() / 1000);

function compare(a, b) {
  return at(a, 'attention') - at(b, 'attention') || onset(a) - onset(b) || (a[0] < b[0] ? -1 : 1);
}

const onset = row => { const alarm = at(row, 'alarm'); return alarm ? alarm.onset : 0; };

function fits(row) {
  if (filters.study && at(row, 'study') !== filters.study) return false;
  if (filters.group && !at(row, 'groups').includes(filters.group)) return false;
  if (filters.alarms && at(row, 'attention') === NONE) return false;
  if (!filters.text) return true;
  const alarm = at(row, 'alarm');
  return [row[0], nameOf(row[0]), at(row, 'study'), ...at(row, 'groups'), ...(alarm ? [alarm.rule, ruleName(alarm.rule), alarm.message, inWords(alarm.message, alarm.message_at * 1000, alarm.offset_minutes)] : [])]
    .join(' ').toLowerCase().includes(filters.text);
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
  if (event.type === 'snapshot') patients.clear();
  complete = !event.behind && !event.trouble;
  let grave = false;
  let others = event.type === 'snapshot';
  for (const row of event.rows) {
    const before = patients.get(row[0]);
    patients.set(row[0], row);
    if (!before || at(before, 'attention') !== at(row, 'attention') || onset(before) !== onset(row)) unsorted = true;
    if (before && at(row, 'attention') < at(before, 'attention')) grave = true;
    if (!before || String(at(before, 'groups')) !== String(at(row, 'groups'))) others = true;
    if (before) replace(before, row);
  }
  if (others) choices();
  if (event.type === 'snapshot') {
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
const group = el('select', { id: 'group', onchange: () => { filters.group = group.value; filter(); } });
const groupFilter = named(t('group'), group);
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

/** Offers the studies and groups that there are. */
function choices() {
  const offer = (select, all, names, chosen) => {
    if (select.options.length - 1 === names.length && names.every((name, index) => select.options[index + 1].value === name)) return;
    select.replaceChildren(el('option', { value: '', text: t(all) }), ...names.map(name => el('option', { value: name, text: name })));
    select.value = names.includes(chosen) ? chosen : '';
  };
  const sorted = names => [...new Set(names)].sort();
  const rows = [...patients.values()];
  const groups = sorted(rows.flatMap(row => at(row, 'groups')));
  offer(study, 'allStudies', sorted(rows.map(row => at(row, 'study'))), filters.study);
  offer(group, 'allGroups', groups, filters.group);
  filters.study = study.value;
  filters.group = group.value;
  groupFilter.hidden = groups.length === 0;
}

function toggleMode(next) {
  mode = next;
  localStorage.setItem('view', mode);
  list.className = 'list ' + mode;
  document.documentElement.classList.toggle('large', mode === 'large');
  for (const button of document.querySelectorAll('.modes button')) button.setAttribute('aria-pressed', String(button.value === mode));
  for (const tile of [...drawn.values()]) drop(tile);
  layout();
}

function build() {
  document.documentElement.classList.toggle('large', mode === 'large');
  alarmsOnly.append(el('option', { value: '', text: t('everybody') }), el('option', { value: 'alarms', text: t('withAlarm') }));
  choices();
  const modeButton = each => el('button', { type: 'button', value: each, 'aria-pressed': String(mode === each), text: t(each),
    onclick: () => toggleMode(each) });
  document.getElementById('main').append(
    el('h1', { class: 'hidden', text: t('ward') }), summary,
    el('form', { class: 'filters', onsubmit: event => event.preventDefault() },
      named(t('study'), study), groupFilter, named(t('show'), alarmsOnly), named(t('search'), search),
      el('div', { class: 'modes', role: 'group', 'aria-label': t('view') }, ...MODES.map(modeButton)), count),
    notice, empty, list);
  list.addEventListener('scroll', () => requestAnimationFrame(render), { passive: true });
  for (const each of ['pointermove', 'keydown']) list.addEventListener(each, () => { pointerAt = performance.now(); }, { passive: true });
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
  empty.hidden = !nothing || live.lastServerTime() === null || !patients.size && !complete;
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
  // The sizes of a tile are in rem, so that larger letters have larger tiles.
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const size = name => Math.ceil(parseFloat(style.getPropertyValue(name)) * rem);
  height = size('--tile-height');
  columns = mode === 'rows' ? 1 : Math.max(1, Math.floor(inside / size('--tile-width')));
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
  // Where the keyboard is stays in the page, wherever it is scrolled or sorted to.
  const held = [...drawn].find(([, tile]) => tile.root.contains(document.activeElement));
  if (held && patients.has(held[0])) wanted.add(held[0]);
  for (const [id, tile] of drawn) if (!wanted.has(id)) drop(tile);
  for (let i = first; i < last; i++) {
    const row = patients.get(shown[i][0]);
    let tile = drawn.get(row[0]);
    if (!tile) {
      tile = pool.pop() || makeTile(problem => say(notice, problem));
      tile.id = row[0];
      drawn.set(row[0], tile);
      draw(tile, row);
      space.append(tile.root);
    }
    place(tile, i);
  }
  if (held && drawn.has(held[0])) {
    const index = shown.findIndex(row => row[0] === held[0]);
    if (index >= 0 && (index < first || index >= last)) place(held[1], index);
    if (index < 0) drop(held[1]);
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

build();
live.listen(take);
// Ages grow also where nothing arrives.
setInterval(() => {
  for (const [id, tile] of drawn) draw(tile, patients.get(id));
  if (unsorted && performance.now() - pointerAt > HOLD_MILLIS) sort();
}, 1000);
start();
