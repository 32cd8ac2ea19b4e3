// A list of alarm episodes, each with its records when it is opened.
import { t } from './words.js';
import { el, momentOf, nameOf, number } from './format.js';
import { get } from './app.js';

const STARS = { high: '***', medium: '**', low: '*' };

function summary(episode, withPatient) {
  const last = episode.last;
  const words = [t(last.priority), t(last.state), ...(last.freshness === 'historical' ? [t('historical')] : [])];
  return el('summary', {},
    el('span', { class: 'stars', 'aria-hidden': 'true', text: last.kind === 'physiological' ? STARS[last.priority] : '' }),
    el('span', { class: 'when', text: momentOf(Date.parse(last.onset)) }),
    ...(withPatient ? [el('span', { class: 'study', text: last.study })] : []),
    el('span', { class: 'rule', text: last.rule }), el('span', { class: 'words', text: words.join(' · ') }),
    el('span', { class: 'message', text: last.message }));
}

function records(list) {
  return el('ol', { class: 'records' }, ...list.map(record => el('li', {},
    el('span', { class: 'when', text: momentOf(Date.parse(record.arrived)) }), ' ',
    el('b', { text: t(record.priority) }), ' · ' + t(record.state) + ' · ' + record.reason, el('br'), record.message, el('br'),
    el('span', { class: 'note', text: t('condition') + ': ' + record.limit.condition + '. ' + t('evidence') + ': '
      + record.readings.map(each => each.vital + ' ' + number(each.value) + ' (' + momentOf(Date.parse(each.at)) + ')').join(', ') }))));
}

/** Shows episodes; those that are open on the page stay so when the list is shown again. */
export function episodeList(root, episodes, withPatient) {
  const opened = new Set([...root.querySelectorAll('details[open]')].map(each => each.dataset.episode));
  if (!episodes.length) {
    root.replaceChildren(el('p', { class: 'empty', text: t('noEpisodes') }));
    return;
  }
  const known = new Map([...root.querySelectorAll('details')].map(each => [each.dataset.episode + ' ' + each.dataset.sequence, each]));
  root.replaceChildren(...episodes.map(each => {
    const entry = known.get(each.id + ' ' + each.last.sequence) || details(each, withPatient, opened.has(each.id));
    // The link stands beside what opens, not in it: one control inside another cannot be reached by everybody.
    return withPatient ? el('div', { class: 'entry' }, el('a', { class: 'who', href: '/patients/' + each.patient, text: nameOf(each.patient) }), entry)
      : entry;
  }));
}

function details(episode, withPatient, open) {
  const last = episode.last;
  const body = el('div', { class: 'body' });
  const tone = last.freshness === 'historical' ? 'historical' : last.kind === 'technical' ? 'technical' : last.priority;
  const made = el('details', { class: 'episode ' + tone + (episode.open ? ' open' : ' ended'), 'data-episode': episode.id,
    'data-sequence': String(last.sequence) }, summary(episode, withPatient), body);
  made.addEventListener('toggle', async () => {
    if (!made.open || body.childElementCount) return;
    try {
      body.replaceChildren(records((await get('/api/v1/episodes/' + encodeURIComponent(episode.id))).records));
    } catch (failure) {
      body.replaceChildren(el('p', { class: 'problem', text: failure.message }));
    }
  });
  made.open = open;
  return made;
}
