// Answering an alarm. The request names the record that was on the screen; the job decides, and its answer comes by the stream.
import { t } from './words.js';
import { el, say } from './format.js';
import { get } from './app.js';

const me = get('/api/v1/me').catch(() => ({ actions: false }));

/** Whether somebody still has to answer an alarm. */
export const needsAnswer = alarm => Boolean(alarm) && (alarm.signal === 'on' || alarm.signal === 'latched');

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(each => each.toString(16).padStart(2, '0')).join('');
}

/** A button that acknowledges the alarm that show was called with last; hidden where the caller cannot, or nothing is to be answered. */
export function acknowledgeButton(tell) {
  const button = el('button', { type: 'button', class: 'acknowledge', hidden: true, text: t('acknowledge') });
  let shown = null;
  let asked = null;
  let allowed = false;
  const draw = () => {
    const hidden = !allowed || !needsAnswer(shown);
    if (button.hidden !== hidden) button.hidden = hidden;
    const waiting = asked !== null && shown !== null && asked === shown.episode + shown.sequence;
    if (button.disabled !== waiting) button.disabled = waiting;
    say(button, t(waiting ? 'acknowledgeSent' : 'acknowledge'));
  };
  me.then(answer => { allowed = answer.actions === true; draw(); });
  button.addEventListener('click', async event => {
    event.preventDefault();
    event.stopPropagation();
    const alarm = shown;
    asked = alarm.episode + alarm.sequence;
    draw();
    const problem = await post(alarm);
    if (problem) {
      asked = null;
      draw();
      tell(problem);
    }
  });
  return { button, show: alarm => { shown = alarm; draw(); } };
}

/** Returns what went wrong, in words, or null. */
async function post(alarm) {
  const body = JSON.stringify({ action: 'acknowledge', expect_sequence: alarm.sequence, id: newId() });
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch('/api/v1/episodes/' + encodeURIComponent(alarm.episode) + '/actions',
        { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      if (answer.status === 202) return null;
      if (answer.status !== 503 || attempt === 3) {
        const problem = await answer.json().catch(() => ({}));
        return answer.status === 409 ? t('becameWorse') : problem.detail || t('failed', answer.status);
      }
    } catch (failure) {
      if (attempt === 3) return t('failed', failure.message);
    }
    await new Promise(later => setTimeout(later, 1000));
  }
}
