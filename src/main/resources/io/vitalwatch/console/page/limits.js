// The limits of a patient: what is in force, where it comes from, and a dialog that changes it.
import { ruleName, t } from './words.js';
import { el, momentOf, number } from './format.js';
import { inWords, readable } from './sentences.js';
import { ask, field, reasonField, untilField } from './dialog.js';
import { keepFocus } from './focus.js';
import { scopeText } from './changes.js';
import { me, refusal, send } from './send.js';

const ENDS = ['today', 'tomorrow', 720, 1440, 4320, 10080, ''];
const SINGLE = /^([a-z0-9-]+) (<=|>=|<|>) (-?[0-9.]+)$/;

/** Where a field comes from, in words. */
function origin(setting) {
  return (setting.scope === 'patient' ? t('thisPatient') : scopeText(setting)) + ', ' + setting.who
    + (setting.until ? ', ' + t('untilTime', momentOf(Date.parse(setting.until))) : '') + ': ' + setting.reason;
}

function row(rule, scope, allowed, change, clear) {
  const own = rule.set_by.some(each => each.scope === scope);
  return el('tr', { class: rule.own ? 'own' : '' },
    el('th', { scope: 'row' }, ruleName(rule.rule), ...(ruleName(rule.rule) === rule.rule ? []
      : [el('span', { class: 'note limit', text: rule.rule })])),
    el('td', { class: 'words' }, ...(rule.off ? [el('b', { text: t('switchedOff') })] : rule.limits.map(each => el('span', { class: 'limit' },
      each.condition === each.usual ? readable(each.condition) : el('b', { class: 'changed', text: readable(each.condition) }),
      ' ' + t(each.priority), ...(each.condition === each.usual || !each.usual ? []
        : [el('span', { class: 'note', text: ' ' + t('usually', readable(each.usual)) })]))))),
    el('td', { class: 'words' }, ...rule.set_by.map(each => el('span', { class: 'limit' + (each.counts ? '' : ' over') },
      el('span', { text: each.field + ' = ' + each.value }), el('span', { class: 'note', text: ' ' + origin(each) })))),
    el('td', {}, ...(allowed && !rule.off ? [el('button', { type: 'button', text: t('change') + ' …', 'aria-label': t('change') + ': ' + rule.rule,
      onclick: () => change(rule) })] : []), ...(allowed && own ? [el('button', { type: 'button', text: t('backToUsual') + ' …',
      'aria-label': t('backToUsual') + ': ' + rule.rule, onclick: () => clear(rule) })] : [])));
}

/** What a change would do. */
function previewed(result) {
  if (result.changes_nothing) return el('p', { text: t('changesNothing') });
  return el('div', {}, el('ul', { class: 'differences' }, ...result.changes.map(each => el('li', {}, t(each.limit) + ': ',
    el('s', { text: readable(each.before) || t('none') }), ' → ', el('b', { text: readable(each.after) || t('none') })))),
  result.judged_again.length ? el('div', {}, el('p', { text: t('judgedAgain') }),
    el('ul', {}, ...result.judged_again.map(each => el('li', { text: t(each.priority) + ': ' + inWords(each.message) })))) : el('p', { text: t('noneJudgedAgain') }));
}

/** A table of limits below root; reload(limits) shows others. address: of the limits, such as /api/v1/patients/ID/limits. */
export function limitsTable(root, address, patient, done, tell, scope = 'patient') {
  const write = async (rule, body) => {
    const result = await send('PUT', address + '/' + rule.rule, body);
    if (result.problem) return result.problem;
    refusal(result.answer.seq, patient).then(refused => { if (refused) tell(refused); else done(); });
    done();
    return null;
  };
  const preview = async (rule, body) => {
    const result = await send('PUT', address + '/' + rule.rule, { ...body, preview: true });
    return result.problem ? { problem: result.problem } : { node: previewed(result.answer) };
  };
  const change = rule => {
    const fields = rule.limits.map(each => {
      const single = SINGLE.exec(each.condition);
      const input = single ? el('input', { type: 'number', step: 'any', inputmode: 'decimal', value: single[3], required: true })
        : el('input', { type: 'text', class: 'condition', value: each.condition, required: true, spellcheck: 'false', autocomplete: 'off' });
      return { each, input, before: input.value, node: field(t(each.priority) + (single ? ': ' + t(single[1]) + ' ' + readable(single[2]) : ''), input,
        each.usual ? t('usually', readable(each.usual)) : null) };
    });
    const until = untilField(ENDS, scope === 'study' ? '' : 'tomorrow');
    const reason = reasonField(['reasonChronic', 'reasonDoctor', 'reasonActivity']);
    const body = () => ({ set: Object.fromEntries(fields.filter(each => each.input.value !== each.before)
      .map(each => [each.each.priority, each.input.value])), ...(until.value() ? { until: until.value() } : {}), reason: reason.input.value.trim() });
    const empty = () => fields.every(each => each.input.value === each.before);
    ask({ title: t('limitsOf') + ' ' + ruleName(rule.rule), confirm: t('confirmChange'), nodes: [...fields.map(each => each.node), until.node, reason.node],
      preview: () => empty() ? { problem: t('nothingChanged') } : preview(rule, body()), run: () => write(rule, body()) });
  };
  const clear = rule => {
    const reason = reasonField(['reasonDoctor']);
    const body = () => ({ clear: ['*'], reason: reason.input.value.trim() });
    ask({ title: t('backToUsual') + ': ' + ruleName(rule.rule), confirm: t('confirmChange'),
      nodes: [el('p', { class: 'note', text: t(scope === 'study' ? 'explainUsualStudy' : 'explainUsual') }),
      reason.node], preview: () => preview(rule, body()), run: () => write(rule, body()) });
  };
  return async limits => {
    const who = await me;
    const allowed = scope === 'study' ? who.study_limits : who.actions;
    const shown = limits.rules.filter(each => each.limits.length || each.own || each.set_by.length);
    keepFocus(root, () => root.replaceChildren(el('table', { class: 'limits' }, el('thead', {}, el('tr', {}, ...['rule', 'inForce', 'setBy'].map(each =>
      el('th', { scope: 'col', text: t(each) })), el('td', {}))), el('tbody', {}, ...shown.map(each => row(each, scope, allowed, change, clear))))));
  };
}

/** The lines that limits are in a chart: vital, value, priority, and whether they are not the usual ones. */
export function limitLines(limits) {
  return limits.rules.filter(each => !each.off).flatMap(rule => rule.limits.flatMap(limit =>
    [...limit.condition.matchAll(/([a-z0-9-]+) (<=|>=|<|>) (-?[0-9.]+)/g)].map(each => ({ vital: each[1], value: Number(each[3]),
      priority: limit.priority, label: number(Number(each[3])), own: limit.condition !== limit.usual }))));
}
