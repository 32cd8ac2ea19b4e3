// The name of a patient: the one that the site gives, else the beginning of the opaque id.
import * as live from './live.js';

const shortId = id => id.slice(0, 4).toUpperCase() + ' ' + id.slice(4, 8).toUpperCase();

export const nameOf = id => live.alias(id) || shortId(id);
