// Alarm sounds by priority, after the pattern of IEC 60601-1-8: high is twice five pulses, medium three, low two. Made here, so that no
// file is needed. A browser plays nothing before the first touch, so sound is off until somebody switches it on.
const PATTERNS = {
  high: { pulses: [0, 0.22, 0.44, 0.84, 1.06, 1.7, 1.92, 2.14, 2.54, 2.76], length: 0.14, notes: [523, 659, 784, 659, 784], every: 5 },
  medium: { pulses: [0, 0.35, 0.7], length: 0.2, notes: [523, 494, 440], every: 15 },
  low: { pulses: [0, 0.45], length: 0.2, notes: [440, 349], every: 30 },
};

let context = null;
let lastPlayed = -Infinity;
let lastPriority = null;

export const isOn = () => context !== null && context.state === 'running';

export async function toggle() {
  if (isOn()) {
    await context.close();
    context = null;
  } else {
    context = new AudioContext();
    await context.resume();
    lastPlayed = -Infinity;
  }
  return isOn();
}

/** Plays the pattern of the most severe alarm that nobody has answered, again and again while it is called. */
export function need(priority) {
  if (!isOn() || !priority) {
    lastPriority = priority;
    return;
  }
  const pattern = PATTERNS[priority];
  const worse = priority === 'high' && lastPriority !== 'high';
  if (worse || context.currentTime - lastPlayed >= pattern.every) {
    play(pattern);
    lastPlayed = context.currentTime;
  }
  lastPriority = priority;
}

function play(pattern) {
  pattern.pulses.forEach((at, index) => {
    const start = context.currentTime + 0.05 + at;
    const note = pattern.notes[index % pattern.notes.length];
    // Four harmonics, as the standard asks for, so that the place of the sound can be heard.
    for (const [factor, volume] of [[1, 0.1], [2, 0.05], [3, 0.03], [4, 0.02]]) {
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.frequency.value = note * factor;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(volume, start + 0.02);
      gain.gain.setValueAtTime(volume, start + pattern.length - 0.03);
      gain.gain.linearRampToValueAtTime(0, start + pattern.length);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + pattern.length);
    }
  });
}
