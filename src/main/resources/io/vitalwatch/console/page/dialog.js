// A dialog that asks before something is changed.
import { t } from './words.js';
import { el, minuteOf, momentOf, say } from './format.js';
import { leave } from './focus.js';
import * as live from './live.js';

let number = 0;

/** A label and its field. */
export function field(word, made, note) {
  made.id = made.id || 'ask-' + ++number;
  const text = note ? el('span', { class: 'note', id: made.id + '-note', text: note }) : '';
  if (note) made.setAttribute('aria-describedby', made.id + '-note');
  return el('p', { class: 'field' }, el('label', { for: made.id, text: word }), made, text);
}

/** A text with proposals. */
export function reasonField(proposals, mandatory = true) {
  const list = el('datalist', { id: 'proposals-' + ++number }, ...proposals.map(each => el('option', { value: t(each) })));
  const input = el('input', { type: 'text', list: list.id, maxlength: '500', autocomplete: 'off', required: mandatory });
  return { input, node: el('div', {}, field(t('reason'), input), list) };
}

const MORNING_HOUR = 7;

/** A choice of times from now: minutes, 'today' or 'tomorrow' for seven in the morning, or '' for no end. */
export function untilField(choices, chosen) {
  const offered = choices.filter(each => each !== 'today' || time('today') > live.clock());
  const words = each => each === '' ? t('withoutEnd') : each === 'today' || each === 'tomorrow'
    ? t('until_' + each, minuteOf(time(each))) : t('forTime', lasting(each)) + ', ' + t('untilTime', momentOf(time(each)));
  const select = el('select', {}, ...offered.map(each => el('option', { value: String(each), selected: each === chosen, text: words(each) })));
  return { select, node: field(t('until'), select), value: () => select.value === '' ? null : new Date(time(select.value)).toISOString() };
}

function lasting(minutes) {
  return minutes < 100 ? t('minutes', minutes) : minutes < 2880 ? t('hours', minutes / 60) : t('days', minutes / 1440);
}

/** The morning is one of the reader's clock, however long the night is. */
function time(choice) {
  if (choice !== 'today' && choice !== 'tomorrow') return live.clock() + Number(choice) * 60000;
  const morning = new Date(live.clock());
  morning.setDate(morning.getDate() + (choice === 'tomorrow' ? 1 : 0));
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning.getTime();
}

/**
 * Opens a dialog. run is called when it is confirmed, and returns a problem in words or null; preview, where it is given, is called first
 * and returns { node } to show what would change, or { problem }.
 */
export function ask({ title, nodes, confirm, run, preview }) {
  const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const shown = el('div', { class: 'preview', 'aria-live': 'polite' });
  const button = el('button', { type: 'submit', class: 'primary', text: preview ? t('showChange') : confirm });
  const cancel = el('button', { type: 'button', text: t('cancel'), onclick: () => dialog.close() });
  const form = el('form', {}, ...nodes, shown, problem, el('p', { class: 'buttons' }, cancel, button));
  const heading = el('h2', { id: 'ask-title-' + ++number, text: title });
  const dialog = el('dialog', { class: 'ask', 'aria-labelledby': heading.id }, heading, form);
  let seen = !preview;
  let edits = 0;
  const tell = text => { say(problem, text || ''); problem.hidden = !text; };
  // What was shown is what is confirmed: another value is shown again first.
  form.addEventListener('input', () => {
    edits++;
    if (!preview || !seen) return;
    seen = false;
    shown.replaceChildren();
    say(button, t('showChange'));
  });
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    // Not "disabled": the keyboard would be nowhere.
    button.setAttribute('aria-disabled', 'true');
    tell('');
    if (!seen) {
      const before = edits;
      const result = await preview();
      tell(result.problem);
      if (!result.problem && edits === before) {
        shown.replaceChildren(result.node);
        seen = true;
        say(button, confirm);
      }
    } else {
      const failed = await run();
      if (failed) tell(failed);
      else dialog.close();
    }
    button.setAttribute('aria-disabled', 'false');
  });
  const opener = document.activeElement;
  const place = { section: opener.closest('section, .entry'), words: opener.textContent, label: opener.getAttribute('aria-label') };
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (opener.isConnected && !opener.hidden) {
      opener.focus();
      return;
    }
    // What opened it may have been drawn again meanwhile.
    const again = place.section && place.section.isConnected && [...place.section.querySelectorAll('button')].find(each =>
      each.textContent === place.words && each.getAttribute('aria-label') === place.label);
    if (again) again.focus();
    else leave(place.section && place.section.isConnected ? place.section : document.getElementById('main'));
  });
  document.body.append(dialog);
  dialog.showModal();
}
