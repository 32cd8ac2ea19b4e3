// Charts of a patient: one for each vital, on one time axis with one cursor. Behind a curve are the bands of alarm episodes and the
// limits in force; below it a strip shows the share of unusable readings. Gaps are gaps.
import uPlot from '/page/uplot.js';
import { t } from './words.js';
import { dayOf, minuteOf, momentOf, number } from './format.js';

const PANELS = [
  { key: 'pulse', group: 'pulse', vitals: ['pulse'], span: [30, 140] },
  { key: 'spo2', group: 'spo2', vitals: ['spo2'], span: [82, 101] },
  { key: 'respiration', group: 'respiration', vitals: ['respiration'], span: [4, 32] },
  { key: 'blood-pressure', group: 'blood-pressure', vitals: ['systolic', 'diastolic'], span: [50, 160] },
  { key: 'temperature', group: 'temperature', vitals: ['temperature'], span: [34.5, 39] },
];
const STRIP = 6;
/** The height of a limit's label. */
const LABEL = 12;
/** A gap longer than this many steps is drawn as one, also where readings are further apart than the steps of the chart. */
const JOIN_SECONDS = { 'blood-pressure': 2700, temperature: 900 };
const SHORTEST_JOIN = 180;
const LEAST_SECONDS = 1200;

const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

export class Charts {
  constructor(root, status) {
    this.root = root;
    this.status = status;
    this.plots = [];
    this.sync = uPlot.sync('patient');
    this.data = null;
    this.episodes = [];
    this.limits = [];
    this.index = null;
    root.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => this.resize()).observe(root);
  }

  /** limits: lines { vital, value, priority, label, own }; firstSeen: when the patient came, Unix seconds. */
  show(data, episodes, limits, firstSeen) {
    this.limits = limits;
    this.data = data;
    this.episodes = episodes;
    this.plots.forEach(each => each.destroy());
    this.root.replaceChildren();
    const begin = Date.parse(data.from) / 1000;
    this.times = Array.from({ length: data.count }, (unused, index) => begin + index * data.step_seconds);
    this.begin = this.beginOf(firstSeen);
    this.panels = PANELS.filter(panel => panel.vitals.some(vital => data.vitals[vital]) || panel.key === 'pulse');
    this.plots = this.panels.map((panel, index) => this.plot(panel, index === this.panels.length - 1));
    this.index = null;
  }

  /** A chart of a patient who has just come begins with what is known first, not with an emptiness that was no gap. */
  beginOf(firstSeen) {
    const last = this.times[this.times.length - 1];
    const tried = Object.values(this.data.quality);
    const first = this.times.find((unused, index) => tried.some(each => each.tried[index] > 0)) ?? firstSeen;
    return Math.max(this.times[0], Math.min(first, firstSeen, last - LEAST_SECONDS) - this.data.step_seconds);
  }

  plot(panel, last) {
    const lines = [];
    const columns = [this.times];
    const bands = [];
    panel.vitals.forEach((vital, which) => {
      const values = this.data.vitals[vital] || { min: [], max: [] };
      const join = Math.max(JOIN_SECONDS[panel.key] || SHORTEST_JOIN, this.data.step_seconds * 1.5);
      const stroke = color(which ? 'curve-second' : 'curve');
      const points = { show: true, size: 4, fill: stroke, filter: alone(join) };
      lines.push({ label: t(vital) + ' max', stroke, width: 1.5, spanGaps: false, gaps: gaps(join), points },
        { label: t(vital) + ' min', stroke, width: 1.5, spanGaps: false, gaps: gaps(join), points });
      columns.push(filled(values.max, this.times.length), filled(values.min, this.times.length));
      bands.push({ series: [columns.length - 2, columns.length - 1], fill: color(which ? 'curve-second-fill' : 'curve-fill') });
    });
    const ink = color('soft');
    const grid = { stroke: color('line'), width: 1 };
    const options = {
      width: this.width(),
      height: last ? 170 : 150,
      title: t(panel.key) + ' (' + t('unit_' + panel.key) + ')',
      legend: { show: false },
      cursor: { sync: { key: this.sync.key, setSeries: false }, drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: true, range: () => [this.begin, this.times[this.times.length - 1]] },
        y: { range: (self, low, high) => this.range(panel, low, high) } },
      axes: [
        { stroke: ink, grid, ticks: grid, values: (self, splits) => splits.map(each => label(each, this.times)) },
        { stroke: ink, grid, ticks: grid, size: 46 },
      ],
      series: [{}, ...lines],
      bands,
      hooks: { drawClear: [self => this.behind(self, panel)], setCursor: [self => this.cursor(self)] },
    };
    return new uPlot(options, columns, this.root);
  }

  /** The usual span, widened for what was measured and for limits of this patient. */
  range(panel, low, high) {
    const own = this.limits.filter(each => each.own && panel.vitals.includes(each.vital)).map(each => each.value);
    return [Math.min(panel.span[0], (low ?? Infinity) - 2, ...own.map(each => each - 3)),
      Math.max(panel.span[1], (high ?? -Infinity) + 2, ...own.map(each => each + 3))];
  }

  width() {
    return Math.max(280, this.root.clientWidth);
  }

  resize() {
    const width = this.width();
    this.plots.forEach(each => { if (each.width !== width) each.setSize({ width, height: each.height }); });
  }

  /** Draws what is behind the curves: episodes, limits, the strip of quality. */
  behind(plot, panel) {
    const context = plot.ctx;
    const { left, top, width, height } = plot.bbox;
    const ratio = devicePixelRatio;
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    const end = this.times[this.times.length - 1] + this.data.step_seconds;
    for (const episode of this.episodes) {
      if (!this.concerns(episode, panel)) continue;
      const from = plot.valToPos(Date.parse(episode.last.onset) / 1000, 'x', true);
      const until = plot.valToPos(episode.open ? end : Date.parse(episode.last.observed) / 1000, 'x', true);
      context.fillStyle = color('band-' + (episode.last.kind === 'technical' ? 'technical' : episode.last.gravest || episode.last.priority));
      context.fillRect(from, top, Math.max(2 * ratio, until - from), height);
    }
    context.font = 11 * ratio + 'px ' + getComputedStyle(document.body).fontFamily;
    context.textAlign = 'right';
    const labels = [];
    for (const limit of this.limits) {
      const y = plot.valToPos(limit.value, 'y', true);
      if (!panel.vitals.includes(limit.vital) || y < top || y > top + height) continue;
      context.strokeStyle = context.fillStyle = color('limit-' + limit.priority);
      context.lineWidth = ratio * (limit.own ? 2 : 1);
      context.setLineDash([5 * ratio, 4 * ratio]);
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + width, y);
      context.stroke();
      context.setLineDash([]);
      labels.push({ line: y, text: (limit.own ? t('ownLimit') + ' ' : '') + limit.label, color: context.fillStyle,
        y: y - top < LABEL * ratio ? y + LABEL * ratio : y - 3 * ratio });
    }
    // A label that would lie on another one stands below it.
    labels.sort((a, b) => a.line - b.line);
    labels.forEach((label, index) => {
      if (index) label.y = Math.max(label.y, labels[index - 1].y + LABEL * ratio);
    });
    labels.forEach((label, index) => {
      label.y = Math.min(label.y, top + height - 2 * ratio - (labels.length - 1 - index) * LABEL * ratio);
      context.fillStyle = label.color;
      context.fillText(label.text, left + width - 3 * ratio, label.y);
    });
    const quality = this.data.quality[panel.group];
    if (quality) {
      this.times.forEach((time, index) => {
        if (!quality.tried[index]) return;
        const from = plot.valToPos(time, 'x', true);
        const to = plot.valToPos(time + this.data.step_seconds, 'x', true);
        const bad = 1 - quality.usable[index] / quality.tried[index];
        context.fillStyle = color(bad === 0 ? 'quality-good' : bad < 0.5 ? 'quality-some' : 'quality-bad');
        context.fillRect(from, top + height - STRIP * ratio, Math.max(ratio, to - from), STRIP * ratio);
      });
    }
    context.restore();
  }

  concerns(episode, panel) {
    const vitals = episode.last.readings.map(each => each.vital);
    const named = panel.vitals.some(each => vitals.includes(each) || episode.last.limit.condition.includes(each));
    const pressure = panel.key === 'blood-pressure' && (vitals.includes('mean') || episode.last.limit.condition.includes('mean'));
    const none = !PANELS.some(each => each.vitals.some(vital => vitals.includes(vital) || episode.last.limit.condition.includes(vital)));
    return named || pressure || panel.key === 'pulse' && none;
  }

  cursor(plot) {
    if (plot === this.plots[0] && plot.cursor.idx !== null && plot.cursor.idx !== undefined) this.tell(plot.cursor.idx);
  }

  tell(index) {
    this.index = index;
    const parts = [momentOf(this.times[index] * 1000)];
    for (const panel of this.panels) {
      for (const vital of panel.vitals) {
        const values = this.data.vitals[vital];
        const low = values && values.min[index];
        if (low === null || low === undefined) continue;
        const high = values.max[index];
        parts.push(t(vital) + ' ' + (low === high ? number(low) : number(low) + '–' + number(high)));
      }
    }
    this.status.textContent = parts.length > 1 ? parts.join(' · ') : parts[0] + ' · ' + t('noReading');
  }

  key(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || !this.plots.length) return;
    event.preventDefault();
    const from = this.index === null ? this.times.length : this.index;
    const last = this.times.length - 1;
    const step = steps[event.key] < 0 ? -1 : 1;
    const aim = Math.max(0, Math.min(last, from + steps[event.key]));
    // Steps without a reading are passed over; from either end the nearest one with a reading is taken.
    const to = this.withReading(aim, step) ?? this.withReading(aim, -step) ?? aim;
    const plot = this.plots[0];
    plot.setCursor({ left: plot.valToPos(this.times[to], 'x'), top: 10 });
    this.tell(to);
  }

  /** The first step from here in one direction that has a reading. */
  withReading(from, step) {
    const vitals = this.panels.flatMap(panel => panel.vitals).map(vital => this.data.vitals[vital]).filter(Boolean);
    for (let index = from; index >= 0 && index < this.times.length; index += step) {
      if (vitals.some(values => values.min[index] !== null)) return index;
    }
    return undefined;
  }

  /** The same as a table: at most so many rows. */
  table(most) {
    const every = Math.max(1, Math.ceil(this.times.length / most));
    const rows = [];
    for (let begin = this.times.length - every; begin > -every; begin -= every) {
      const row = { time: this.times[Math.max(0, begin)] };
      let any = false;
      for (const panel of this.panels) {
        for (const vital of panel.vitals) {
          const values = this.data.vitals[vital];
          if (!values) continue;
          const slice = name => values[name].slice(Math.max(0, begin), begin + every).filter(each => each !== null);
          const low = slice('min');
          if (low.length) {
            const from = Math.min(...low);
            const to = Math.max(...slice('max'));
            row[vital] = from === to ? number(from) : number(from) + '–' + number(to);
            any = true;
          }
        }
      }
      if (any) rows.push(row);
    }
    return { vitals: this.panels.flatMap(panel => panel.vitals), rows };
  }
}

function filled(values, length) {
  return values.length ? values : new Array(length).fill(null);
}

/** Readings are further apart than steps; only a longer pause is a gap. */
function gaps(join) {
  return (plot, series, from, to) => {
    const times = plot.data[0];
    const values = plot.data[series];
    const found = [];
    let before = null;
    for (let i = from; i <= to; i++) {
      if (values[i] === null || values[i] === undefined) continue;
      if (before !== null && times[i] - times[before] > join) {
        found.push([Math.round(plot.valToPos(times[before], 'x', true)), Math.round(plot.valToPos(times[i], 'x', true))]);
      }
      before = i;
    }
    return found;
  };
}

/** Values without a neighbour: no line goes to them, so they are dots. */
function alone(join) {
  return (plot, series) => {
    const times = plot.data[0];
    const values = plot.data[series];
    const there = [...values.keys()].filter(each => values[each] !== null && values[each] !== undefined);
    return there.filter((each, place) => (place === 0 || times[each] - times[there[place - 1]] > join)
      && (place === there.length - 1 || times[there[place + 1]] - times[each] > join));
  };
}

function label(seconds, times) {
  const days = (times[times.length - 1] - times[0]) / 86400;
  const millis = seconds * 1000;
  const midnight = new Date(millis).getHours() === 0 && new Date(millis).getMinutes() === 0;
  return days > 2 || midnight ? dayOf(millis) + (days > 2 && !midnight ? ' ' + minuteOf(millis) : '') : minuteOf(millis);
}
