// SPDX-License-Identifier: Apache-2.0
// Charts: dygraphs draws them; they share one time, one zoom and one cursor.

const LEFT = 76;  // pixels, so that charts and heat maps stand in line
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const KINDS = ['mark', 'apply', 'rollback', 'trial', 'setting', 'link', 'start', 'stop', 'gap'];
const kindColor = (kind) => css(KINDS.includes(kind) ? `--kind-${kind}` : '--kind-setting');

// The legend is ours: that of dygraphs makes markup of labels.
if (typeof Dygraph !== 'undefined') {
  Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin !== Dygraph.Plugins.Legend);
}

/** The axis goes on where the clock is set to winter time: in the zone that the time begins in. */
const base = zoneAt(data.points.length ? data.points[0][0] : data.made).minutes * 60000;
const toAxis = (at) => at + base;
const fromAxis = (x) => x - base;

const thinned = data.series.some((series) => series.peak);
/** One entry a point; before a time in which nobody looked one that is empty. */
const axis = data.points.flatMap(([from, to, gap], i) =>
  (gap ? [{x: toAxis(from), i: -1}] : []).concat({x: toAxis((from + to) / 2), i}));
const whole = data.points.length ? [toAxis(data.points[0][0]), toAxis(data.points.at(-1)[1])] : [0, 1];
const view = {from: whole[0], to: whole[1], at: -1};
const charts = new Set();
const heats = new Set();
let drawing = false;

/** Shows this time in all charts. */
function setView(from, to) {
  const least = Math.max(2000, (whole[1] - whole[0]) / Math.max(1, data.points.length) * 4);
  const width = Math.min(Math.max(to - from, least), whole[1] - whole[0]);
  const middle = (from + to) / 2;
  view.from = Math.min(Math.max(middle - width / 2, whole[0]), whole[1] - width);
  view.to = view.from + width;
  drawing = true;
  for (const chart of charts) chart.graph.updateOptions({dateWindow: [view.from, view.to]});
  drawing = false;
  for (const heat of heats) heat.draw();
  byId('range').textContent = `${fromTo(fromAxis(view.from), fromAxis(view.to), timeOf)}, ${span(width)}`;
}

const zoom = (factor) => {
  const middle = view.at >= 0 ? axis[view.at].x : (view.from + view.to) / 2;
  setView(middle - (middle - view.from) * factor, middle + (view.to - middle) * factor);
};
const pan = (share) => {
  const by = (view.to - view.from) * share;
  setView(view.from + by, view.to + by);
};

/** Puts the cursor of all charts at an entry of the axis; -1: none. */
function setCursor(at) {
  view.at = at;
  for (const chart of charts) chart.show(at);
  for (const heat of heats) heat.draw();
}

/** Keys that work wherever a chart or a heat map has the focus. */
function onKey(event) {
  const step = event.shiftKey ? 10 : 1;
  const visible = axis.findIndex((entry) => entry.x >= view.from);
  const at = view.at < 0 ? visible : view.at;
  const keys = {
    '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), Home: () => setView(...whole),
    ArrowRight: () => setCursor(Math.min(at + step, axis.length - 1)),
    ArrowLeft: () => setCursor(Math.max(at - step, 0)), Escape: () => setCursor(-1),
    PageDown: () => pan(0.5), PageUp: () => pan(-0.5),
  };
  if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  keys[event.key]();
}

/** Lines of events, each pixel once, and their numbers where there is room. */
function drawEvents(context, area, toX, numbers) {
  let free = 0;
  const drawn = new Set();
  data.events.forEach((event, i) => {
    const x = Math.round(toX(toAxis(event.at))) + 0.5;
    if (x < area.x || x > area.x + area.w || drawn.has(`${x}${event.kind}`)) return;
    drawn.add(`${x}${event.kind}`);
    context.strokeStyle = context.fillStyle = kindColor(event.kind);
    context.setLineDash(event.kind === 'setting' ? [2, 3] : []);
    context.beginPath();
    context.moveTo(x, area.y);
    context.lineTo(x, area.y + area.h);
    context.stroke();
    if (!numbers || x < free) return;
    context.font = '10px system-ui, sans-serif';
    context.fillText(String(i + 1), x + 2, area.y + 9);
    free = x + 18;
  });
  context.setLineDash([]);
}

/** Events at the cursor, in words. */
function eventsAt(x) {
  const near = (view.to - view.from) / 150;
  return data.events.filter((event) => Math.abs(toAxis(event.at) - x) <= near).slice(0, 3)
    .map((event) => `${event.kind}${event.place ? ` ${event.place}` : ''}: ${event.text}`);
}

/** {label, values, peaks} of a series, one value a point, null where it was not there. */
function lineOf(series, label) {
  const by = scaleOf(series).by;
  const spread = (numbers) => {
    const all = new Array(data.points.length).fill(series.gauge ? null : 0);
    numbers.forEach((n, i) => { all[series.first + i] = n * by; });
    return all;
  };
  const values = spread(series.mean);
  return {label, values, peaks: series.peak ? spread(series.peak) : values, total: series.total,
    unit: data.rows[series.row].unit, gauge: series.gauge, restarted: series.restarted};
}

/** The sum of lines; of their peaks it is the most that it can have been. */
function sumOf(lines, label) {
  const add = (key) => data.points.map((_, i) => lines.reduce((sum, line) => sum + (line[key][i] || 0), 0));
  const values = add('values');
  return {...lines[0], label, values, peaks: thinned ? add('peaks') : values,
    total: lines.reduce((sum, line) => sum + line.total, 0)};
}

class Chart {
  constructor(parent, {title, unit, lines, colors, height = 130, numbers = false}) {
    Object.assign(this, {unit, lines, colors, numbers});
    this.box = el('div', {class: 'plot', tabindex: '0', role: 'img',
      'aria-label': `${title}, ${unit}: ${lines.map((line) => this.summary(line)).join('; ')}`});
    this.box.style.height = `${height}px`;
    this.time = el('span', {class: 'time'});
    this.values = lines.map(() => el('span', {class: 'value'}));
    this.swatches = lines.map(() => el('i', {class: 'swatch'}));
    this.legend = el('div', {class: 'legend'}, ...lines.map((line, i) =>
      el('span', {class: 'entry'}, this.swatches[i], `${line.label} `, this.values[i])), this.time);
    parent.append(this.box, this.legend);
    this.graph = new Dygraph(this.box, this.rows(), this.options());
    charts.add(this);
    this.paint();
    this.show(-1);
    this.box.addEventListener('keydown', onKey);
    this.box.addEventListener('focus', () => { if (view.at < 0) setCursor(axis.length - 1); });
    this.box.addEventListener('blur', () => setCursor(-1));
  }

  summary(line) {
    const peak = line.peaks.reduce((most, value) => Math.max(most, value || 0), 0);
    const total = line.gauge || line.unit === 'ticks' || line.unit === 'ns' ? ''
      : `${number(line.total)} in all, `;
    return `${line.label} ${total}peak ${valueText(peak, this.unit)}` +
      (line.restarted ? ', started anew' : '');
  }

  rows() {
    const cell = (line, i) => {
      if (!thinned) return i < 0 ? null : line.values[i];
      return i < 0 || line.values[i] === null ? [null, null, null]
        : [line.values[i], line.values[i], line.peaks[i]];
    };
    return axis.map(({x, i}) => [new Date(x), ...this.lines.map((line) => cell(line, i))]);
  }

  options() {
    return {
      labels: ['x', ...this.lines.map((_, i) => `l${i}`)], legend: 'never', labelsUTC: true,
      customBars: thinned, includeRange: true, includeZero: true, strokeWidth: 1.3,
      fillGraph: !thinned && this.lines.length === 1, fillAlpha: thinned ? 0.4 : 0.15,
      highlightCircleSize: 3, rightGap: 8,
      drawPoints: data.points.length < 3, pointSize: 2, dateWindow: [view.from, view.to],
      axes: {
        y: {axisLabelWidth: LEFT - 6, pixelsPerLabel: 22, axisLabelFormatter: (v) => compact.format(v)},
        x: {pixelsPerLabel: 80, axisLabelFormatter: (x, granularity, opts) =>
          Dygraph.dateAxisLabelFormatter(new Date(local(fromAxis(+x))), granularity, opts)},
      },
      underlayCallback: (context, area, graph) =>
        drawEvents(context, area, (x) => graph.toDomXCoord(x), this.numbers),
      highlightCallback: (_event, _x, _points, row) => { if (row !== view.at) setCursor(row); },
      unhighlightCallback: () => setCursor(-1),
      drawCallback: (graph, first) => {
        if (drawing || first) return;
        const [from, to] = graph.xAxisRange();
        if (from !== view.from || to !== view.to) setView(from, to);
      },
    };
  }

  /** In the colours of the day, or of paper. */
  paint() {
    const colors = this.lines.map((_, i) => css(this.colors ? this.colors[i] : `--line-${i % 8}`));
    this.swatches.forEach((swatch, i) => { swatch.style.background = colors[i]; });
    drawing = true;
    this.graph.updateOptions({colors, gridLineColor: css('--grid'), axisLineColor: css('--grid'),
      dateWindow: [view.from, view.to]});
    drawing = false;
  }

  /** Values at the cursor, or what came to pass in all. */
  show(at) {
    const i = at < 0 ? -1 : axis[at].i;
    this.lines.forEach((line, n) => {
      const value = i < 0 ? null : line.values[i];
      const peak = thinned && value !== null && line.peaks[i] > value * 1.01
        ? ` (peak ${number(line.peaks[i])})` : '';
      this.values[n].textContent = at < 0 ? this.summary(line).slice(line.label.length)
        : value === null ? '-' : valueText(value, this.unit) + peak;
    });
    const events = at < 0 ? [] : eventsAt(axis[at].x);
    this.time.textContent = at < 0 ? '' :
      [`at ${timeOf(fromAxis(axis[at].x))}`, ...events].join(' · ');
    if (at < 0) this.graph.clearSelection(); else this.graph.setSelection(at);
  }

  resize() { this.graph.resize(); }
}
