import { ruleName, t } from './words.js';
import { el, momentOf, number, say } from './format.js';
import { inWords, readable, trigger } from './sentences.js';
import { patientLink } from './names.js';
import { get, start } from './app.js';
import { keepFocus } from './focus.js';
import { ask, field, reasonField } from './dialog.js';
import { limitsTable } from './limits.js';
import { me, refusal, send } from './send.js';

const REFRESH_MILLIS = 10000;
const ADDRESS = '/api/v1/catalogues';

const main = document.getElementById('main');
const notice = el('p', { class: 'notice', role: 'alert' });
const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
const version = el('p', { class: 'note' });
const inForce = el('div', { class: 'scroll wide', tabindex: '0', role: 'region', 'aria-label': t('rulesTable') });
const shadow = el('div');
const history = el('div');
const text = el('textarea', { id: 'yaml', rows: '16', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', wrap: 'off' });
const checked = el('div', { class: 'preview', 'aria-live': 'polite' });
const editor = el('section', { 'aria-labelledby': 'new-title', hidden: true });
const study = el('select', { id: 'study', onchange: () => loadStudy() });
const studyLimits = el('div', { class: 'scroll wide', tabindex: '0', role: 'region', 'aria-label': t('limitsTable') });
const buttons = {};
let allowed = false;
let seen = '';
let edits = 0;
let current;

function told(words) {
  say(notice, words || '');
}

/** Writes a change and shows what became of it. Returns a problem in words, or null. */
async function write(body) {
  told('');
  const result = await send('POST', ADDRESS, body);
  if (result.problem) return result.problem;
  refusal(result.answer.seq, null).then(refused => { if (refused) told(refused); load(); });
  setTimeout(load, 500);
  return null;
}

function confirm(verb, body, nodes) {
  const reason = reasonField([]);
  ask({ title: t('rules_' + verb), confirm: t('rules_' + verb), nodes: [el('p', { text: t('explain_' + verb) }), ...nodes, reason.node],
    run: () => write({ do: verb, ...body, reason: reason.input.value.trim() }) });
}

function differences(list) {
  if (!list.length) return el('p', { text: t('noDifference') });
  return el('ul', { class: 'differences' }, ...list.map(each => el('li', {}, each.field + ': ',
    ...(each.before === undefined ? [] : [el('s', { text: readable(each.before) }), ' → ']),
    el('b', { text: each.after === undefined ? t('removed') : readable(each.after) }))));
}

function rulesTable(rules) {
  return el('table', { class: 'limits' }, el('thead', {}, el('tr', {}, ...['rule', 'alarmsAt', 'kind'].map(each => el('th', { scope: 'col', text: t(each) })))),
    el('tbody', {}, ...rules.map(each => el('tr', {}, el('th', { scope: 'row' }, ruleName(each.rule),
      ...(ruleName(each.rule) === each.rule ? [] : [el('span', { class: 'note limit', text: each.rule })])),
      el('td', { class: 'words' }, ...each.limits.map(limit => el('span', { class: 'limit' },
        el('b', { text: t(limit.priority) + ':' }), ' ' + trigger(limit.condition) + (limit.confirmed ? ', ' + trigger(limit.confirmed) : ''))),
      ...(each.unless.length ? [el('span', { class: 'limit note', text: t('unless', each.unless.map(one => t('unless_' + one)).join(', ')) })] : [])),
      el('td', { text: t(each.kind) })))));
}

const author = each => each.seq === undefined ? t('ofSubmission') : t('versionBy', number(each.seq), momentOf(Date.parse(each.at)), each.who) + ': ' + each.reason;

function showShadow(now, compared) {
  if (!now) {
    shadow.replaceChildren(el('p', { text: t('noShadow') }));
    return;
  }
  const episodes = (word, list) => list.length ? [el('h3', { text: t(word) }), el('ul', { class: 'changes' }, ...list.map(each => el('li', {},
    el('span', { class: 'when', text: momentOf(Date.parse(each.onset)) }), ' ', patientLink(each.patient),
    ' ' + t(each.priority) + ' ', el('b', { text: each.rule }), ' ' + inWords(each.message))))] : [];
  const open = shadow.querySelector('details[open]') !== null;
  shadow.replaceChildren(el('p', { class: 'note', text: author(now) }),
    el('details', { open }, el('summary', { text: t('differencesToInForce', now.differences.length) }), differences(now.differences)),
    ...(compared ? [el('p', { text: t('sinceTime', momentOf(Date.parse(compared.since))) }), compared.rules.length
      ? el('table', { class: 'comparison' }, el('thead', {}, el('tr', {}, ...['rule', 'saidNow', 'saidShadow', 'saidBoth'].map((each, index) =>
        el('th', { scope: 'col', class: index ? 'right' : '', text: t(each) })))), el('tbody', {}, ...compared.rules.map(each => el('tr', {},
        el('th', { scope: 'row', text: each.rule }), ...[each.said, each.shadow, each.both].map(count => el('td', { class: 'right', text: number(count) }))))))
      : el('p', { text: t('nothingSaid') }),
    ...episodes('onlyShadow', compared.only_shadow), ...episodes('onlySaid', compared.only_said)] : []),
    ...(allowed ? [el('p', { class: 'actions' },
      el('button', { type: 'button', text: t('rules_promote') + ' …', onclick: () => confirm('promote', { seq: now.seq }, [differences(now.differences)]) }),
      el('button', { type: 'button', text: t('rules_stop-shadow') + ' …', onclick: () => confirm('stop-shadow', {}, []) }))] : []));
}

function showHistory(list, current) {
  const opened = new Set([...history.querySelectorAll('details[open]')].map(each => each.dataset.seq));
  const back = seq => ({ text: t('rules_rollback') + ' …', type: 'button', onclick: () => confirm('rollback', seq === null ? {} : { seq }, []) });
  const entry = (each, seq) => el('li', {}, el('p', {}, el('b', { text: each.seq === current ? t('inForceNow') + ' ' : '' }), author(each)),
    ...(each.differences ? [el('details', { 'data-seq': String(each.seq), open: opened.has(String(each.seq)) },
      el('summary', { text: t('differencesBefore', each.differences.length) }), differences(each.differences))] : []),
    ...(allowed ? [el('p', { class: 'actions' }, el('button', { type: 'button', text: t('editCopy'), onclick: () => edit(seq === null ? 'submitted' : seq) }),
      ...(each.seq === current ? [] : [el('button', back(seq))]))] : []));
  history.replaceChildren(el('ol', { class: 'changes' }, ...list.map(each => entry(each, each.seq)), entry({}, null)));
}

/** Puts the text of a catalogue into the editor, unless something else came into it meanwhile. */
async function copy(seq) {
  const before = ++edits;
  try {
    const yaml = (await get(ADDRESS + '/' + seq)).yaml;
    if (edits !== before) return;
    text.value = yaml;
    unchecked();
  } catch (failure) {
    told(failure.message);
  }
}

async function edit(seq) {
  await copy(seq);
  text.focus();
  editor.scrollIntoView();
}

function unchecked() {
  seen = '';
  checked.replaceChildren();
  buttons.shadow.disabled = buttons.live.disabled = true;
}

async function check() {
  const asked = text.value;
  told('');
  const result = await send('POST', ADDRESS, { do: 'check', yaml: asked });
  if (text.value !== asked) return;
  unchecked();
  if (result.problem) {
    checked.replaceChildren(el('p', { class: 'problem', text: result.problem }));
    return;
  }
  seen = asked;
  checked.replaceChildren(el('div', {}, el('p', { text: t('checkedGood') }), differences(result.answer.differences)));
  buttons.shadow.disabled = buttons.live.disabled = result.answer.differences.length === 0;
}

async function load() {
  try {
    const now = await get(ADDRESS);
    current = now.in_force.seq;
    say(version, author(now.in_force));
    const compared = now.shadow ? await get('/api/v1/shadow') : null;
    keepFocus(inForce, () => inForce.replaceChildren(rulesTable(now.in_force.rules)));
    keepFocus(shadow, () => showShadow(now.shadow, compared));
    keepFocus(history, () => showHistory(now.history, now.in_force.seq));
    problem.hidden = true;
  } catch (failure) {
    say(problem, failure.message);
    problem.hidden = false;
  }
}

async function loadStudy() {
  if (!study.value) return;
  const address = '/api/v1/studies/' + encodeURIComponent(study.value) + '/limits';
  try {
    await limitsTable(studyLimits, address, null, () => setTimeout(loadStudy, 500), told, 'study')(await get(address));
  } catch (failure) {
    told(failure.message);
  }
}

function build() {
  const section = (id, word, ...children) => el('section', { 'aria-labelledby': id }, el('h2', { id, text: t(word) }), ...children);
  const file = el('input', { id: 'file', type: 'file', accept: '.yaml,.yml,text/yaml', onchange: async () => {
    if (!file.files.length) return;
    const before = ++edits;
    const yaml = await file.files[0].text();
    if (edits !== before) return;
    text.value = yaml;
    unchecked();
  } });
  buttons.check = el('button', { type: 'button', text: t('rules_check'), onclick: check });
  buttons.shadow = el('button', { type: 'button', text: t('rules_shadow') + ' …', disabled: true,
    onclick: () => confirm('shadow', { yaml: seen }, []) });
  buttons.live = el('button', { type: 'button', text: t('rules_live') + ' …', disabled: true, onclick: () => confirm('live', { yaml: seen }, []) });
  text.addEventListener('input', () => {
    edits++;
    unchecked();
  });
  editor.append(el('h2', { id: 'new-title', text: t('newRules') }), field(t('file'), file), field(t('yaml'), text), el('p', { class: 'actions' },
    buttons.check, buttons.shadow, buttons.live), checked);
  main.append(el('h1', { text: t('rules') }), notice, problem, section('in-force-title', 'inForce', version, inForce),
    section('shadow-title', 'trial', shadow), editor, section('history-title', 'history', history),
    section('study-title', 'limitsOfStudy', el('p', { class: 'filters' }, el('label', { for: 'study', text: t('study') }), study), studyLimits));
}

build();
start();
me.then(answer => {
  allowed = answer.rules;
  editor.hidden = !allowed;
  load().then(() => { if (allowed && !text.value) copy(current === undefined ? 'submitted' : current); });
});
setInterval(() => { if (!document.querySelector('dialog[open]')) load(); }, REFRESH_MILLIS);
get('/api/v1/studies').then(answer => {
  study.append(...answer.studies.map(each => el('option', { value: each, text: each })));
  loadStudy();
}).catch(() => {});
