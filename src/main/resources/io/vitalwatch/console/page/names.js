// The name of a patient: the one that the site gives, else the beginning of the opaque id.
import { el, say } from './format.js';
import * as live from './live.js';

const shortId = id => id.slice(0, 4).toUpperCase() + ' ' + id.slice(4, 8).toUpperCase();
let shown = live.names();

export const nameOf = id => live.alias(id) || shortId(id);

/** A link to a patient, which follows the name. */
export const patientLink = (id, attributes = {}) => el('a', { href: '/patients/' + id, 'data-name-of': id, text: nameOf(id), ...attributes });

live.listen(() => {
  if (shown === live.names()) return;
  shown = live.names();
  for (const each of document.querySelectorAll('[data-name-of]')) say(each, nameOf(each.dataset.nameOf));
});
