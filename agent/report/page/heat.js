// SPDX-License-Identifier: Apache-2.0
// Heat maps: a row a CPU or queue, time from left to right, the highest value of each pixel.

class Heat {
  /** rows: [{label, peaks}], most: the value of the darkest colour. */
  constructor(parent, {title, unit, rows, most, color}) {
    Object.assign(this, {unit, rows, most, color});
    this.tall = Math.max(3, Math.min(16, Math.floor(420 / rows.length)));
    this.said = el('span', {class: 'time'});
    const hottest = rows.reduce((a, b) => (Math.max(...b.peaks) > Math.max(...a.peaks) ? b : a));
    this.canvas = el('canvas', {class: 'heat', tabindex: '0', role: 'img', 'aria-label':
      `${title}, ${unit}: ${rows.length} rows, the highest value ${number(most)} in ${hottest.label}`});
    this.scale = el('i', {class: 'scale'});
    parent.append(el('h3', null, title), this.canvas, el('div', {class: 'legend'}, '0 ', this.scale,
      ` ${valueText(most, unit)} `, this.said));
    this.canvas.addEventListener('keydown', (event) => this.onKey(event));
    this.canvas.addEventListener('blur', () => this.pick(-1, -1));
    this.canvas.addEventListener('pointermove', (event) => this.onPointer(event));
    this.canvas.addEventListener('pointerleave', () => this.pick(-1, -1));
    this.picked = -1;
    heats.add(this);
    this.draw();
  }

  onKey(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step) {
      onKey(event);
      return;
    }
    event.preventDefault();
    const at = view.at < 0 ? axis.length - 1 : view.at;
    this.pick(Math.min(Math.max(this.picked + step, 0), this.rows.length - 1), at);
  }

  onPointer(event) {
    const row = Math.floor(event.offsetY / this.tall);
    const share = (event.offsetX - LEFT) / (this.canvas.clientWidth - LEFT - 8);
    const x = view.from + share * (view.to - view.from);
    const at = share < 0 || share > 1 ? -1 : axis.reduce((best, entry, i) =>
      (Math.abs(entry.x - x) < Math.abs(axis[best].x - x) ? i : best), 0);
    this.pick(Math.min(row, this.rows.length - 1), at);
  }

  pick(row, at) {
    this.picked = at < 0 ? -1 : row;
    setCursor(at);
  }

  /** The highest value in each of `columns` pixels; null where nobody looked. */
  columnsOf(row, columns) {
    const most = new Array(columns).fill(null);
    data.points.forEach(([from, to], i) => {
      const place = (at) => (toAxis(at) - view.from) / (view.to - view.from) * columns;
      const last = Math.min(columns - 1, Math.ceil(place(to)) - 1);
      for (let column = Math.max(0, Math.floor(place(from))); column <= last; ++column) {
        most[column] = Math.max(most[column] || 0, row.peaks[i] || 0);
      }
    });
    return most;
  }

  draw() {
    const width = this.canvas.clientWidth || this.canvas.parentElement.clientWidth;
    const height = this.rows.length * this.tall + 14;
    const sharp = window.devicePixelRatio || 1;
    this.canvas.style.height = `${height}px`;
    Object.assign(this.canvas, {width: width * sharp, height: height * sharp});
    const context = this.canvas.getContext('2d');
    context.scale(sharp, sharp);
    const color = css(this.color);
    this.scale.style.background = `linear-gradient(to right, transparent, ${color})`;
    const columns = Math.max(1, Math.floor(width - LEFT - 8));
    this.rows.forEach((row, n) => this.drawRow(context, row, n, columns, color));
    this.drawFrame(context, columns, height);
    const value = this.picked >= 0 && view.at >= 0 && axis[view.at].i >= 0
      ? this.rows[this.picked].peaks[axis[view.at].i] : null;
    this.said.textContent = value === null ? '' : `${this.rows[this.picked].label} at ` +
      `${timeOf(fromAxis(axis[view.at].x))}: ${valueText(value || 0, this.unit)}`;
  }

  drawRow(context, row, n, columns, color) {
    context.fillStyle = color;
    this.columnsOf(row, columns).forEach((value, column) => {
      if (!value) return;
      context.globalAlpha = 0.12 + 0.88 * Math.min(1, value / this.most);
      context.fillRect(LEFT + column, n * this.tall, 1, this.tall - (this.tall > 6 ? 1 : 0));
    });
    context.globalAlpha = 1;
    if (n % Math.ceil(11 / this.tall)) return;
    context.fillStyle = n === this.picked ? css('--bad') : css('--dim');
    context.font = '10px system-ui, sans-serif';
    context.textAlign = 'right';
    context.fillText(row.label, LEFT - 4, n * this.tall + Math.max(9, this.tall - 4), LEFT - 6);
    context.textAlign = 'left';
  }

  drawFrame(context, columns, height) {
    const toX = (x) => LEFT + (x - view.from) / (view.to - view.from) * columns;
    const area = {x: LEFT, y: 0, w: columns, h: height - 14};
    context.strokeStyle = css('--grid');
    context.strokeRect(area.x - 0.5, 0.5, area.w + 1, area.h);
    drawEvents(context, area, toX, false);
    context.fillStyle = css('--dim');
    context.font = '10px system-ui, sans-serif';
    context.fillText(timeOf(fromAxis(view.from)), LEFT, height - 3);
    context.textAlign = 'right';
    context.fillText(timeOf(fromAxis(view.to)), LEFT + columns, height - 3);
    context.textAlign = 'left';
    if (view.at < 0) return;
    context.fillRect(Math.round(toX(axis[view.at].x)), 0, 1, area.h);
  }

  paint() { this.draw(); }
  resize() { this.draw(); }
}

/** Rows of all series that `pick` has a label for, those with the same label added up. */
function heatRows(pick) {
  const rows = new Map();
  for (const series of data.series) {
    const label = pick(series);
    if (!label) continue;
    const peaks = lineOf(series, label).peaks;
    const row = rows.get(label);
    if (row) row.peaks = row.peaks.map((value, i) => value + (peaks[i] || 0));
    else rows.set(label, {label, peaks});
  }
  return [...rows.values()].sort((a, b) =>
    a.label.localeCompare(b.label, 'en', {numeric: true}));
}
