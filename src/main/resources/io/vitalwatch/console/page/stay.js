// Name and groups of a patient, admission, discharge, handover of the bracelet.
import { t } from './words.js';
import { el } from './format.js';
import { ask, field, reasonField } from './dialog.js';
import * as live from './live.js';
import { me, refusal, send } from './send.js';

/** Buttons for the stay of a patient; groups() says the groups now. */
export function stayBar(patient, groups, done, tell) {
  const bar = el('p', { class: 'actions', hidden: true });
  const write = async body => {
    const result = await send('POST', '/api/v1/patients/' + patient + '/stay', body);
    if (result.problem) return result.problem;
    refusal(result.answer.seq, patient).then(refused => { if (refused) tell(refused); done(); });
    done();
    return null;
  };
  const withGroups = verb => {
    const input = el('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', value: groups().join(', ') });
    const reason = reasonField([], false);
    ask({ title: t('stay_' + verb), confirm: t('stay_' + verb), nodes: [field(t('groups'), input, t('groupsHelp')), reason.node],
      run: () => write({ do: verb, groups: input.value.split(',').map(each => each.trim()).filter(Boolean), reason: reason.input.value.trim() }) });
  };
  const alias = verb => {
    const input = el('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: '40', value: live.alias(patient) || '' });
    ask({ title: t('stay_' + verb), confirm: t('stay_' + verb), nodes: [field(t('alias'), input, t('aliasHelp'))],
      run: () => write({ do: verb, alias: input.value.trim() }) });
  };
  const ending = verb => {
    const reason = reasonField([]);
    ask({ title: t('stay_' + verb), confirm: t('stay_' + verb), nodes: [el('p', { text: t('explain_' + verb) }), reason.node],
      run: () => write({ do: verb, reason: reason.input.value.trim() }) });
  };
  const button = (verb, run) => el('button', { type: 'button', text: t('stay_' + verb) + ' …', onclick: () => run(verb) });
  me.then(answer => {
    if (!answer.actions) return;
    bar.append(button('alias', alias), button('groups', withGroups), button('admit', withGroups), button('handover', ending), button('discharge', ending));
    bar.hidden = false;
  });
  return bar;
}
