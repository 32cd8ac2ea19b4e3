// Answering an alarm. The request names the record that was on the screen; the job decides, and its answer comes by the stream.
import { ruleName, t } from './words.js';
import { el, momentOf, say } from './format.js';
import { recordInWords } from './sentences.js';
import { ask, reasonField, untilField } from './dialog.js';
import { leave } from './focus.js';
import { me, refusal, send } from './send.js';

/** Whether somebody still has to answer an alarm. */
export const needsAnswer = alarm => Boolean(alarm) && (alarm.signal === 'on' || alarm.signal === 'latched');

/** Returns what went wrong, in words, or null. */
async function act(alarm, body) {
  const result = await send('POST', '/api/v1/episodes/' + encodeURIComponent(alarm.episode) + '/actions',
    { expect_sequence: alarm.sequence, ...body });
  if (result.status === 409) return t('becameWorse');
  if (!result.problem && alarm.tell) refusal(result.answer.seq, alarm.patient).then(refused => { if (refused) alarm.tell(refused); });
  return result.problem || null;
}

/** A button that acknowledges the alarm that show was called with last; hidden where the caller cannot, or nothing is to be answered. */
export function acknowledgeButton(tell) {
  const button = el('button', { type: 'button', class: 'acknowledge', hidden: true, 'aria-disabled': 'false', text: t('acknowledge') });
  let shown = null;
  let asked = null;
  let allowed = false;
  const draw = () => {
    const hidden = !allowed || !needsAnswer(shown);
    if (hidden && document.activeElement === button) leave(button);
    if (button.hidden !== hidden) button.hidden = hidden;
    const waiting = asked !== null && shown !== null && asked === shown.episode + shown.sequence;
    // Not "disabled": the keyboard would be nowhere.
    if (button.getAttribute('aria-disabled') !== String(waiting)) button.setAttribute('aria-disabled', String(waiting));
    say(button, t(waiting ? 'acknowledgeSent' : 'acknowledge'));
  };
  me.then(answer => { allowed = answer.actions === true; draw(); });
  button.addEventListener('click', async event => {
    event.preventDefault();
    event.stopPropagation();
    if (button.getAttribute('aria-disabled') === 'true') return;
    const alarm = shown;
    asked = alarm.episode + alarm.sequence;
    draw();
    const problem = await act({ tell, ...alarm }, { action: 'acknowledge' });
    if (problem) {
      asked = null;
      draw();
      tell(problem);
    }
  });
  return { button, show: alarm => { shown = alarm; draw(); } };
}

const REASONS = { pause: ['reasonCare', 'reasonPhysio', 'reasonSensor'], close: ['reasonSeen', 'reasonFalse'], note: [] };
const PAUSES = [15, 30, 60, 120, 480, 1440];

/** Buttons for what can be done about an episode, besides acknowledging it. done is called after the request was taken. */
export function actionBar(episode, done, tell) {
  const last = episode.last;
  const alarm = { episode: episode.id, sequence: last.sequence, patient: episode.patient, tell };
  const bar = el('p', { class: 'actions', hidden: true });
  const button = (verb, needs) => el('button', { type: 'button', text: t('do_' + verb) + (needs ? ' …' : ''),
    onclick: () => needs ? question(verb) : direct(verb) });
  const finish = problem => { if (!problem) done(); return problem; };
  const direct = async verb => { const problem = finish(await act(alarm, { action: verb })); if (problem) tell(problem); };
  const question = verb => {
    const reason = reasonField(REASONS[verb]);
    const until = verb === 'pause' ? untilField(PAUSES, 30) : null;
    ask({ title: t('do_' + verb) + ': ' + ruleName(last.rule), confirm: t('do_' + verb),
      nodes: [el('p', { class: 'message', text: recordInWords(last) }), el('p', { class: 'note', text: t('explain_' + verb) }),
        ...(until ? [until.node] : []), reason.node],
      run: async () => finish(await act(alarm, { action: verb, reason: reason.input.value.trim(), ...(until ? { until: until.value() } : {}) })) });
  };
  me.then(answer => {
    if (!answer.actions) return;
    const paused = last.signal === 'paused';
    // The flag of the bracelet is never paused.
    const pausable = last.signal === 'on' || last.signal === 'acknowledged';
    bar.append(...(paused ? [el('span', { class: 'note', text: last.by && last.by.until
      ? t('pausedUntil', momentOf(Date.parse(last.by.until))) : t('paused') }),
      button('resume', false)] : []), ...(episode.open && pausable && last.rule !== 'cardiac-arrest' ? [button('pause', true)] : []),
    ...(last.signal === 'latched' ? [button('close', true)] : []), button('note', true));
    bar.hidden = false;
  });
  return bar;
}
