// A list of alarm episodes, each with its records when it is opened.
import { ruleName, t } from './words.js';
import { duration, el, momentOf, number } from './format.js';
import { readable, recordInWords } from './sentences.js';
import { patientLink } from './names.js';
import { keepFocus } from './focus.js';
import { get } from './app.js';
import { acknowledgeButton, actionBar } from './actions.js';

const STARS = { high: '***', medium: '**', low: '*' };

function summary(episode, withPatient) {
  const last = episode.last;
  const first = episode.acknowledged;
  const words = [t(last.priority), t(last.state), ...(last.freshness === 'historical' ? [t('historical')] : []),
    ...(last.signal === 'paused' || last.signal === 'latched' && episode.open ? [t('signal_' + last.signal)] : []),
    ...(first ? [acknowledgement(first)] : [])];
  return el('summary', {},
    el('span', { class: 'stars', 'aria-hidden': 'true', text: last.kind === 'physiological' ? STARS[last.priority] : '' }),
    el('span', { class: 'when', text: momentOf(Date.parse(last.onset)) }),
    ...(withPatient ? [el('span', { class: 'study', text: last.study })] : []),
    el('span', { class: 'rule', text: ruleName(last.rule), title: last.rule }), el('span', { class: 'words', text: words.join(' · ') }),
    el('span', { class: 'message', text: recordInWords(last) }));
}

function acknowledgement(first) {
  const after = first.after_seconds === undefined ? t('signal_acknowledged') : t('acknowledgedAfter', duration(first.after_seconds));
  return first.by ? after + ' ' + t('acknowledgedBy', first.by) : after;
}

function records(list) {
  return el('ol', { class: 'records' }, ...list.map(record => el('li', {},
    el('span', { class: 'when', text: momentOf(Date.parse(record.arrived)) }), ' ',
    el('b', { text: t(record.priority) }), ' · ' + t(record.state) + ' · ' + t('reason_' + record.reason)
      + (record.by && record.by.author ? ' · ' + t('acknowledgedBy', record.by.author) : '')
      + (record.by && record.by.reason ? ': ' + record.by.reason : ''), el('br'), recordInWords(record), el('br'),
    el('span', { class: 'note', text: t('condition') + ': ' + readable(record.limit.condition) + '. ' + t('evidence') + ': '
      + record.readings.map(each => each.vital + ' ' + number(each.value) + ' (' + momentOf(Date.parse(each.at)) + ')').join(', ') }))));
}

/** Shows episodes; those that are open on the page stay so when the list is shown again. done is called after one was answered. */
export function episodeList(root, episodes, withPatient, done, tell) {
  const opened = new Set([...root.querySelectorAll('details[open]')].map(each => each.dataset.episode));
  if (!episodes.length) {
    root.replaceChildren(el('p', { class: 'empty', text: t('noEpisodes') }));
    return;
  }
  const known = new Map([...root.querySelectorAll('details')].map(each => [each.dataset.episode + ' ' + each.dataset.sequence, each]));
  keepFocus(root, () => root.replaceChildren(...episodes.map(each => {
    const key = each.id + ' ' + each.last.sequence;
    const kept = known.get(key);
    if (kept) return kept.parentElement;
    // Link and button stand beside what opens, not in it: one control inside another cannot be reached by everybody.
    const acknowledge = acknowledgeButton(tell);
    acknowledge.show({ episode: each.id, sequence: each.last.sequence, signal: each.last.signal, patient: each.patient });
    return el('div', { class: 'entry' + (withPatient ? '' : ' alone') },
      ...(withPatient ? [patientLink(each.patient, { class: 'who' })] : []),
      details(each, withPatient, opened.has(each.id), done, tell), acknowledge.button);
  })));
}

function details(episode, withPatient, open, done, tell) {
  const last = episode.last;
  const body = el('div', { class: 'body' });
  const tone = last.freshness === 'historical' ? 'historical' : last.kind === 'technical' ? 'technical' : last.priority;
  const made = el('details', { class: 'episode ' + tone + (episode.open ? ' open' : ' ended'), 'data-episode': episode.id,
    'data-sequence': String(last.sequence) }, summary(episode, withPatient), body);
  made.addEventListener('toggle', async () => {
    if (!made.open || body.childElementCount) return;
    try {
      const all = (await get('/api/v1/episodes/' + encodeURIComponent(episode.id))).records;
      body.replaceChildren(actionBar(episode, done, tell), records(all));
    } catch (failure) {
      body.replaceChildren(el('p', { class: 'problem', text: failure.message }));
    }
  });
  made.open = open;
  return made;
}
