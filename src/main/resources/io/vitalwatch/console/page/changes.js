// Control records and records of the audit in words.
import { t } from './words.js';
import { momentOf } from './format.js';

/** Words for what a person did. */
export function sentence(record) {
  const change = record.change || {};
  switch (record.what) {
    case 'limits': return [...(change.clear || []).map(each => t('didClear', each === '*' ? t('everything') : each)),
      ...Object.entries(change.set || {}).map(([field, value]) => t('didSet', field, value))].join('; ');
    case 'shadow': return t(change.do === 'stop' ? 'didShadowStop' : 'didShadowStart');
    case 'action': return t('did_' + change.do, change.rule === '*' ? t('allRules') : change.rule || '');
    case 'patient': return t('did_' + change.do, (change.groups || []).join(', ') || t('none'));
    case 'observation': return change.what === 'alias' ? t('didAlias', change.value) : change.what + ' ' + change.value;
    case 'sign-in': return t('did_sign-in', t('how_' + record.how), record.from || '');
    case 'sign-out': return t('did_sign-out', record.from || '');
    case 'sign-in-refused': return t('did_sign-in-refused', t('how_' + record.how), record.from || '');
    default: return t('did_' + record.what);
  }
}

/** For whom a change is; null for a patient, who has a link, and for what is no change. */
export function scopeText(record) {
  return record.scope === 'all' ? t('forAll') : record.scope === 'study' || record.scope === 'group' ? t('for_' + record.scope, record.name)
    : record.scope === 'patient' && !record.patient ? t('forUnknown') : null;
}

/** What became of a change: [word, detail], or null for what is no change. */
export function outcome(record) {
  if (!record.answers) return null;
  const of = word => record.answers.filter(each => each.outcome === word);
  const refused = of('refused')[0];
  if (refused) return ['refused', refused.detail || ''];
  const applied = of('applied');
  if (applied.length) return ['applied', t('appliedAt', momentOf(Math.max(...applied.map(each => Date.parse(each.applied_at || each.arrived)))))];
  if (of('repeated').length) return ['repeated', ''];
  return [of('accepted').length ? 'accepted' : 'noAnswer', ''];
}
