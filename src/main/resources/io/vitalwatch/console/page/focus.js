// Where the keyboard is stays, also where a list is drawn again.

const words = node => node.getAttribute('aria-label') || node.textContent;

/** Draws below root again; the control that had the focus has it again, or the one that stands in its place. */
export function keepFocus(root, draw) {
  const held = document.activeElement;
  if (!held || held === root || !root.contains(held)) {
    draw();
    return;
  }
  const entry = held.closest('.entry');
  const episode = entry && entry.querySelector('[data-episode]').dataset.episode;
  const alike = () => [...root.querySelectorAll(held.tagName)].filter(each => words(each) === words(held));
  const place = alike().indexOf(held);
  draw();
  if (document.activeElement === held) return;
  const now = alike();
  // What belonged to an alarm stays at that alarm.
  const same = episode && root.querySelector(`[data-episode="${CSS.escape(episode)}"]`);
  const next = held.isConnected ? held : same ? now.find(each => same.parentElement.contains(each)) || same.querySelector('summary')
    : episode ? null : now[Math.min(place, now.length - 1)];
  if (next) next.focus({ preventScroll: true });
  else leave(root);
}

/** Gives the focus to what stands before a control that goes away: a link or a summary beside it, else the heading of its section. */
export function leave(node) {
  const around = node.closest('.tile, .entry, section, main') || document.getElementById('main');
  const next = around.querySelector('a[href], summary') || around.querySelector('h1, h2') || document.getElementById('main');
  if (!next.matches('a[href], summary, [tabindex]')) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}
