import { t } from './words.js';
import { el, momentOf, number } from './format.js';
import { get, start } from './app.js';

const REFRESH_MILLIS = 2000;
const main = document.getElementById('main');
const list = el('dl', { class: 'status' });
const who = el('p', { class: 'note' });
const counts = el('ul', { class: 'summary' });

function line(word, text, bad) {
  return el('div', { class: bad ? 'bad' : '' }, el('dt', { text: t(word) }), el('dd', { text }));
}

async function load() {
  try {
    const status = await get('/api/v1/status');
    const behind = status.records_behind;
    const reading = status.problem || (behind < 0 ? t('statusUnknown') : behind === 0 ? t('statusGood') : t('statusBehind', number(behind)));
    list.replaceChildren(line('reading', reading, Boolean(status.problem)),
      ...(status.records_unreadable ? [line('reading', t('statusUnreadable', number(status.records_unreadable)), true)] : []),
      line('newestArrival', status.newest_arrival ? momentOf(Date.parse(status.newest_arrival)) : t('never')),
      line('serverTime', momentOf(Date.parse(status.now))), line('clockUsed', t('clock_' + status.clock)),
      ...(status.rebuild_behind === undefined ? [] : [line('rebuild', t('rebuildBehind', number(status.rebuild_behind)))]),
      ...(status.audit_lost ? [line('audit', t('auditLost', number(status.audit_lost)), true)] : []),
      line('viewers', number(status.viewers)));
    counts.replaceChildren(...status.patients_by_attention.map((count, index) => el('li', { class: 'a' + index },
      el('b', { text: number(count) }), ' ' + t('attention_' + index))));
  } catch (failure) {
    list.replaceChildren(line('reading', failure.message, true));
  }
}

main.append(el('h1', { text: t('status') }), list, el('h2', { text: t('patientsBy') }), counts, who);
start();
load();
setInterval(load, REFRESH_MILLIS);
get('/api/v1/me').then(me => { who.textContent = t('signedInAs', me.name, me.role); }).catch(() => {});
