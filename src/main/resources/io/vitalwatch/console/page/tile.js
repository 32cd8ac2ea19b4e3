// One patient of the ward, as a tile or a row.
import { ruleName, t } from './words.js';
import { duration, el, minuteOf, momentOf, say } from './format.js';
import { inWords } from './sentences.js';
import * as live from './live.js';
import { acknowledgeButton } from './actions.js';
import { nameOf } from './names.js';
import { GROUPS, nothingHolds, reading } from './vitals.js';

const STARS = { high: '***', medium: '**', low: '*' };
const ANSWERED = 6;
const SPARK_WIDTH = 96;
const SPARK_HEIGHT = 24;

/** Makes an empty tile. tell is called with what went wrong with an answer to its alarm. */
export function makeTile(tell) {
  const tile = { index: -1, values: {} };
  tile.name = el('span', { class: 'name' });
  tile.link = el('a', { class: 'who' }, tile.name);
  tile.own = el('span', { class: 'own-limits', text: t('ownLimits'), title: t('ownLimitsText'), hidden: true });
  tile.study = el('span', { class: 'study' });
  tile.stars = el('span', { class: 'stars', 'aria-hidden': 'true' });
  tile.priority = el('span', { class: 'priority' });
  tile.rule = el('b');
  tile.sentence = el('span');
  tile.message = el('p', { class: 'message' }, tile.rule, tile.sentence);
  tile.more = el('span', { class: 'more' });
  tile.acknowledge = acknowledgeButton(tell);
  tile.alarm = el('div', { class: 'alarm' }, el('p', { class: 'says' }, tile.stars, tile.priority, tile.more, tile.acknowledge.button), tile.message);
  const values = el('dl', { class: 'values' });
  for (const group of GROUPS) {
    const number = el('span', { class: 'number' });
    const mark = el('span', { class: 'mark' });
    const cell = el('dd', {}, number, el('span', { class: 'below' }, el('span', { class: 'unit', text: t('unit_' + group) }), mark));
    const box = el('div', { class: 'value ' + group }, el('dt', { text: t('short_' + group) }), cell);
    values.append(box);
    tile.values[group] = { number, mark, cell, box };
  }
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('trend'));
  svg.classList.add('spark');
  tile.spark = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.append(tile.spark);
  tile.device = el('p', { class: 'device' });
  tile.root = el('div', { class: 'tile', role: 'listitem' }, el('div', { class: 'card' },
    el('p', { class: 'title' }, tile.link, tile.own, tile.study), tile.alarm, values, svg, tile.device));
  return tile;
}

function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** What the ward says of an alarm, in a word or two. */
export function alarmWord(alarm, attention) {
  if (attention !== ANSWERED) return t('attention_' + attention);
  return t(alarm.signal === 'paused' ? 'paused' : 'attention_' + attention) + (alarm.by ? ' ' + t('acknowledgedBy', alarm.by) : '')
    + (alarm.until ? ' ' + t('untilTime', minuteOf(alarm.until * 1000)) : '');
}

/** Shows a row. clock: Unix seconds. */
export function drawTile(tile, row, clock) {
  const at = name => row[live.column(name)];
  const id = row[0];
  const alarm = at('alarm');
  const attention = at('attention');
  tile.root.dataset.patient = id;
  attribute(tile.link, 'href', '/patients/' + id);
  say(tile.name, nameOf(id));
  say(tile.study, [at('study'), ...at('groups')].join(' · '));
  tile.own.hidden = !at('own_limits');
  const unseen = !alarm && nothingHolds(at, clock, live.expiry());
  const kind = 'tile a' + attention + (alarm && alarm.freshness === 'historical' ? ' historical' : '') + (unseen ? ' unseen' : '');
  if (tile.root.className !== kind) tile.root.className = kind;
  say(tile.stars, alarm && alarm.kind === 'physiological' ? STARS[alarm.priority] : '');
  tile.acknowledge.show(alarm);
  say(tile.priority, alarm ? alarmWord(alarm, attention) + ' · ' + duration(clock - alarm.onset) : t(unseen ? 'noCurrentValue' : 'noAlarm'));
  say(tile.rule, alarm ? ruleName(alarm.rule) + ': ' : '');
  say(tile.sentence, alarm ? inWords(alarm.message, alarm.message_at * 1000, alarm.offset_minutes) : '');
  attribute(tile.message, 'title', alarm ? inWords(alarm.message, alarm.message_at * 1000, alarm.offset_minutes) + ' · ' + t('since', momentOf(alarm.onset * 1000)) : '');
  say(tile.more, at('open') > 1 ? t('moreAlarms', at('open') - 1) : '');
  for (const group of GROUPS) drawValue(tile.values[group], reading(at, group, clock, live.expiry()), alarm, group);
  drawSpark(tile.spark, at('sparkline'));
  const worn = at('worn');
  const seen = at('seen');
  say(tile.device, [at('charging') ? t('charging') : worn === null ? t('wornUnknown') : t(worn ? 'worn' : 'notWorn'),
    ...(at('battery') === null ? [] : [t('battery', at('battery'))]),
    t('lastSeen', seen === null ? t('never') : t('ago', duration(clock - seen)))].join(' · '));
}

function drawValue(view, shown, alarm, group) {
  say(view.number, shown.text);
  if (view.number.className !== 'number ' + shown.state) view.number.className = 'number ' + shown.state;
  say(view.mark, shown.mark);
  attribute(view.cell, 'title', shown.words);
  view.box.classList.toggle('meant', Boolean(alarm) && alarm.groups.includes(group));
}

function drawSpark(path, values) {
  const present = values.filter(each => each !== null);
  let line = '';
  if (present.length > 1) {
    const low = Math.min(...present) - 3;
    const span = Math.max(...present) + 3 - low;
    let pen = 'M';
    values.forEach((value, index) => {
      if (value === null) {
        pen = 'M';
      } else {
        line += pen + (index / (values.length - 1) * SPARK_WIDTH).toFixed(1) + ' ' + (SPARK_HEIGHT - (value - low) / span * SPARK_HEIGHT).toFixed(1);
        pen = 'L';
      }
    });
  }
  attribute(path, 'd', line);
}
