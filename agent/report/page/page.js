// SPDX-License-Identifier: Apache-2.0
// The page from top to bottom.

const STAGES = ['wire', 'card', 'interrupt', 'softirq', 'backlog', 'ip', 'socket', 'tcp'];
const TITLES = {wire: 'Wire', card: 'Card', interrupt: 'Interrupt', softirq: 'Softirq',
  backlog: 'Backlog', ip: 'IP', socket: 'Socket', tcp: 'TCP'};
const COLOR = {wire: '--line-5', card: '--line-0', interrupt: '--line-4', softirq: '--line-1',
  backlog: '--line-3', ip: '--line-2', socket: '--line-6', tcp: '--line-7'};

/** Draws as soon as it comes near the screen. */
const waiting = new Map();
const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) drawNow(entry.target);
}, {rootMargin: '400px'});
function later(box, draw) {
  waiting.set(box, draw);
  near.observe(box);
}
function drawNow(box) {
  const draw = waiting.get(box);
  if (!draw || !box.clientWidth) return;
  waiting.delete(box);
  near.unobserve(box);
  box.style.minHeight = '';
  draw(box);
}

function header() {
  byId('title').textContent = `Receive path of ${data.host}`;
  document.title = `Receive path of ${data.host}, ${moment(data.points.length ? data.points[0][0] : data.made)}`;
  const from = data.points.length ? data.points[0][0] : data.made;
  const to = data.points.length ? data.points.at(-1)[1] : data.made;
  byId('about').textContent = `${fromTo(from, to, moment, day(from) === day(to) ? clock : moment)}, ` +
    `${span(to - from)} in ${many(data.samples, 'sample')} from ${data.source}` +
    (data.kernel ? `. Linux ${data.kernel}` : '');
  if (!data.drift) return;
  const {amiss} = data.drift;
  const words = {0: 'as it says', 1: 'could not be compared',
    2: amiss ? `${many(amiss, 'setting')} not as it says` : 'an earlier run is still open'};
  byId('standing').append(`Profile ${data.drift.profile || '(none)'}: `,
    el('a', {href: '#drift-section', class: data.drift.exit_code === 0 ? 'good' : 'warn'},
      words[data.drift.exit_code] || 'not as it says'));
}

function causeCard(cause) {
  const proofs = cause.evidence.map((proof) => [proof.counter, number(proof.before),
    number(proof.after), number(proof.per_second)]);
  return el('li', {class: 'cause'},
    el('p', {class: 'finding'}, el('b', {class: 'chip'}, `${TITLES[cause.stage]} · ${cause.place}`), ` ${cause.text}`),
    el('p', null, `To do: ${cause.advice}.`),
    proofs.length ? el('details', null, el('summary', null, 'The numbers'),
      table(['counter', 'before', 'after', 'a second'], proofs, 'numbers')) : '');
}

function causesOf(verdict) {
  return [el('ol', {class: 'causes'}, ...verdict.causes.map(causeCard)),
    verdict.profile.length ? el('details', null, el('summary', null, 'What would change it, as lines of a profile'),
      el('pre', null, verdict.profile.join('\n'))) : ''];
}

function boxOf(verdict, classes, ...children) {
  const kind = verdict.lost ? 'lost' : verdict.causes.length ? 'warned' : 'sound';
  return el('div', {class: `verdict ${kind} ${classes}`}, ...children.filter((child) => child !== ''));
}

const spanText = (verdict) => `${timeOf(verdict.from)} to ${timeOf(verdict.to)}`;

/** In a long time settings change: why is asked of the moments in which most was lost. */
function verdictOfLong(whole, worst) {
  const causes = worst.map((each) => el('div', null,
    el('h3', null, `Why: at a worst moment, ${spanText(each)}`),
    ...causesOf(each).filter((part) => part !== '')));
  const rest = whole ? causesOf(whole).filter((part) => part !== '') : [];
  // The first that lost something: later ones keep only the causes that it has not.
  const first = worst.find((each) => each.lost) || worst[0];
  if (whole && (whole.lost || (whole.causes.length && !first.lost))) {
    return boxOf(whole, '', el('p', {class: 'said'}, `${whole.said}.`), ...causes,
      el('details', null, el('summary', null, 'The same of the whole time, with settings as they were at its end'),
        ...rest));
  }
  // After a boot, or where bursts are little in all, the verdict on the whole knows no losses.
  return boxOf(first, '',
    el('p', {class: 'said'}, `${first.said}: at the worst moment, ${spanText(first)}.`), ...causes,
    ...(whole ? [el('p', null, `From ${spanText(whole)}: ${whole.said}.`), ...rest] : []));
}

function verdict() {
  const {verdict: whole, worst} = data;
  if (worst.length) {
    byId('verdict').append(verdictOfLong(whole, worst));
  } else if (whole) {
    byId('verdict').append(boxOf(whole, '', el('p', {class: 'said'}, `${whole.said}.`), ...causesOf(whole)));
  } else {
    byId('verdict').append(el('p', {class: 'said'}, 'There are too few samples to judge by.'));
  }
}

function path() {
  const judged = data.worst.length ? data.worst : data.verdict ? [data.verdict] : [];
  const caused = new Set(judged.flatMap((each) => each.causes).map((cause) => cause.stage));
  byId('path').append(...data.path.map((stage) => {
    const came = stage.came ? `${compact.format(stage.came)} ${stage.unit}` : '';
    const lost = stage.lost ? `${number(stage.lost)} lost` : 'nothing lost';
    const open = () => {
      const details = byId(`stage-${stage.stage}`);
      if (!details) return;
      details.open = true;
      details.scrollIntoView();
    };
    const button = el('button', {type: 'button'}, el('b', null, TITLES[stage.stage]),
      el('span', {class: stage.lost ? 'loss' : 'none'}, lost),
      stage.lost && stage.came ? el('span', {class: 'share'}, percent(stage.lost / stage.came)) : '',
      el('span', {class: 'came'}, came),
      caused.has(stage.stage) ? el('span', {class: 'why'}, 'the cause is here') : '');
    button.addEventListener('click', open);
    return el('li', {class: stage.lost ? 'loses' : ''}, button);
  }));
}

/** Series that `pick` takes, a line each, summed up to one where `label` is given. */
const linesOf = (pick) => data.series.filter(pick).map((series) =>
  lineOf(series, `${series.place} ${series.name}`));

function overview() {
  const box = byId('overview');
  const chart = (title, options) => {
    const made = el('figure', null, el('figcaption', null, title));
    box.append(made);
    return new Chart(made, {title, numbers: true, ...options});
  };
  const received = [linesOf((series) => series.meaning === 'received'),
    linesOf((series) => series.source === 'link' && series.name === 'rx_packets' && series.place !== 'lo'),
    linesOf((series) => series.source === 'softnet' && series.name === 'processed')].find((lines) => lines.length);
  if (received) chart('Packets received', {unit: '/s', lines: [sumOf(received, 'all interfaces')], colors: ['--line-0']});
  const losing = STAGES.map((stage) => [stage, linesOf((series) => series.loss === 'loss' && series.stage === stage)])
    .filter(([, lines]) => lines.length);
  if (losing.length) {
    chart('Packets lost, by stage', {unit: '/s', colors: losing.map(([stage]) => COLOR[stage]),
      lines: losing.map(([stage, lines]) => sumOf(lines, TITLES[stage]))});
  } else {
    box.append(el('p', {class: 'none'}, 'No counter of a loss moved in this time.'));
  }
  const squeezes = linesOf((series) => series.name === 'time_squeeze');
  if (squeezes.length) {
    chart('Squeezes: softirq runs that ended with packets left (no loss by themselves)',
      {unit: '/s', lines: [sumOf(squeezes, 'all CPUs')], colors: ['--line-1'], height: 90});
  }
}

function heatMaps() {
  const cpu = (source, name) => (series) => series.source === source && series.name === name && series.place;
  const queue = (meaning) => (series) => series.meaning === meaning && series.queue !== undefined &&
    `${series.place} q${series.queue}`;
  const maps = [
    {title: 'Packets by CPU', unit: '/s', pick: cpu('softnet', 'processed'), color: '--line-0'},
    {title: 'Time in softirqs by CPU', unit: '% of a CPU', pick: cpu('cpu', 'softirq'), color: '--line-1', most: 100},
    {title: 'Squeezes by CPU', unit: '/s', pick: cpu('softnet', 'time_squeeze'), color: '--bad'},
    {title: 'Lost in the backlog by CPU', unit: '/s', pick: cpu('softnet', 'dropped'), color: '--bad'},
    {title: 'Packets by queue', unit: '/s', pick: queue('queue-packets'), color: '--line-0'},
    {title: 'Lost by queue', unit: '/s', pick: queue('queue-drops'), color: '--bad'},
    {title: 'Interrupts by vector', unit: '/s', color: '--line-4',
      pick: (series) => series.source === 'vector' && series.place},
  ];
  for (const map of maps) {
    const rows = heatRows(map.pick);
    if (!rows.length) continue;
    const most = map.most || Math.max(...rows.map((row) => Math.max(...row.peaks)));
    const box = el('figure', null);
    box.style.minHeight = '60px';
    byId('heat').append(box);
    later(box, () => new Heat(box, {...map, rows, most}));
  }
  if (!byId('heat').children.length) byId('heat-section').hidden = true;
}

/** Counters that differ only in CPU, queue or interface go into one chart. */
function familiesOf(stage) {
  const families = new Map();
  for (const series of data.series) {
    if (series.stage !== stage) continue;
    const key = `${series.source} ${series.name.replace(/\d+/g, 'N')}`;
    if (!families.has(key)) families.set(key, []);
    families.get(key).push(series);
  }
  return [...families.entries()];
}

function familyChart(key, all) {
  const named = new Set(all.map((series) => series.name)).size > 1;
  const label = (series) => named ? `${series.place} ${series.name}` : series.place;
  const sorted = [...all].sort((a, b) => b.total - a.total);
  const lines = sorted.slice(0, 7).map((series) => lineOf(series, label(series)));
  const rest = sorted.slice(7).map((series) => lineOf(series, ''));
  if (rest.length) lines.push(sumOf(rest, `${rest.length} others`));
  const row = data.rows[all[0].row];
  const lossy = all[0].loss === 'loss' ? 'lost' : all[0].loss === 'again' ? 'counts a loss that another counter counts too' : '';
  const figure = el('figure', {class: 'family'},
    el('figcaption', null, el('code', null, key.replace(' ', '/')), lossy ? el('b', {class: 'chip'}, lossy) : '',
      row.help ? ` ${row.help}` : '', row.caution ? el('em', null, ` But: ${row.caution}.`) : ''));
  const box = el('div', null);
  box.style.minHeight = '150px';
  figure.append(box);
  later(box, () => new Chart(box, {title: key, unit: scaleOf(all[0]).unit, lines, height: 110}));
  return figure;
}

function stages() {
  for (const stage of STAGES) {
    const families = familiesOf(stage);
    if (!families.length) continue;
    const total = data.path.find((each) => each.stage === stage);
    const details = el('details', {id: `stage-${stage}`, class: 'stage'},
      el('summary', null, el('b', null, TITLES[stage]), ` ${many(families.length, 'chart')}`,
        total.lost ? el('span', {class: 'loss'}, ` ${number(total.lost)} lost`) : ''));
    details.append(...families.map(([key, all]) => familyChart(key, all)));
    details.open = total.lost > 0;
    byId('stages').append(details);
  }
  if (!data.series.length) byId('stages').append(el('p', null, 'None did.'));
}

function events() {
  const kinds = [...new Set(data.events.map((event) => event.kind))];
  byId('events-key').append(...kinds.map((kind) => {
    const swatch = el('i', {class: 'swatch'});
    swatch.dataset.kind = kind;
    return el('span', {class: 'entry'}, swatch, kind);
  }));
  if (!data.events.length) {
    byId('events').append(el('p', {class: 'none'}, 'No apply, change of a setting, link event or mark is known of this time.'));
    return;
  }
  const width = Math.max(20000, spanOf() / 20);
  const rows = data.events.map((event, i) => {
    const go = el('button', {type: 'button', title: 'Zoom the charts to it'}, timeOf(event.at));
    go.addEventListener('click', () => {
      setView(toAxis(event.at) - width / 2, toAxis(event.at) + width / 2);
      byId('time-title').scrollIntoView();
    });
    return [String(i + 1), go, event.kind, event.place, event.text + (event.pid && !event.text.includes('pid') ? ` (pid ${event.pid})` : '')];
  });
  const all = table(['', 'when', 'what', 'where', ''], rows);
  if (rows.length > 60) {
    byId('events').append(el('details', null, el('summary', null, many(rows.length, 'event')), all));
  } else byId('events').append(all);
}

function runs() {
  if (!data.runs.length) {
    byId('runs').append(el('p', {class: 'none'}, 'No run is known.'));
    return;
  }
  for (const run of data.runs) {
    const before = data.points.length && run.at < data.points[0][0] ? ' (before this time)' : '';
    byId('runs').append(el('h3', null, `${moment(run.at)}${before}: ${run.verb} ${run.id} ` +
      `${run.profile ? `of ${run.profile} ` : ''}by ${run.who}: ${run.ending}`),
    run.reason ? el('p', null, run.reason) : '',
    run.changes.length ? table(['setting', 'before', 'after'], run.changes.map((change) =>
      [change.address, change.before === null ? '-' : change.before, change.after])) : '');
  }
}

function drift() {
  byId('drift-section').hidden = !data.drift;
  if (!data.drift) return;
  const {findings, as_wanted: good, waived, amiss, messages} = data.drift;
  const box = byId('drift');
  box.append(...messages.map((message) => el('p', {class: 'warn'}, message)));
  box.append(el('p', null, `At ${moment(data.made)} ${zoneAt(data.made).name}: ${many(good, 'setting')} as wanted, ` +
    `${amiss} not${waived ? `, ${waived} waived` : ''}.`));
  if (findings.length) {
    box.append(table(['setting', 'is', 'wanted', 'actual', 'why'], findings.map((finding) =>
      [finding.address, el('b', {class: finding.loud ? 'warn' : ''}, finding.status), finding.wanted,
        finding.actual, finding.reason])));
  }
}

function remarks() {
  const all = [...data.remarks, ...(data.verdict ? data.verdict.remarks : [])];
  if (thinned) {
    const each = spanOf() / data.points.length;
    all.push(`Each point of a chart is ${span(each)}: the line is its mean, the shade goes up to the highest ` +
      'second in it. Of lines that are sums the shade is the most that it can have been.');
  }
  all.push('Losses that two counters count are one in the path and in its chart.');
  byId('remarks').append(...all.map((text) => el('li', null, text)));
  byId('foot').textContent = `Made by netkeel ${data.version} at ${moment(data.made)} ${zoneAt(data.made).name}.` +
    (typeof Dygraph === 'undefined' ? '' : ' Charts: dygraphs, MIT licence, by Dan Vanderkam and others.');
}

function repaint() {
  for (const swatch of document.querySelectorAll('[data-kind]')) {
    swatch.style.background = kindColor(swatch.dataset.kind);
  }
  for (const drawn of [...charts, ...heats]) drawn.paint();
}

function onPaper(is) {
  document.documentElement.classList.toggle('paper', is);
  if (is) for (const box of [...waiting.keys()]) drawNow(box);
  for (const drawn of [...charts, ...heats]) drawn.resize();
  repaint();
}

function start() {
  header();
  verdict();
  path();
  remarks();
  runs();
  drift();
  events();
  if (data.points.length && typeof Dygraph !== 'undefined') {
    overview();
    heatMaps();
    stages();
    setView(...whole);
  } else {
    for (const id of ['bar', 'hint', 'heat-section', 'stages-section']) byId(id).hidden = true;
    byId('overview').append(el('p', null, data.points.length ? 'This netkeel was built without charts.'
      : 'There are too few samples for charts.'));
  }
  repaint();
  const press = {'zoom-in': () => zoom(0.5), 'zoom-out': () => zoom(2), earlier: () => pan(-0.5),
    later: () => pan(0.5), whole: () => setView(...whole)};
  for (const [id, action] of Object.entries(press)) byId(id).addEventListener('click', action);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  addEventListener('resize', () => { for (const heat of heats) heat.draw(); });
  addEventListener('beforeprint', () => onPaper(true));
  addEventListener('afterprint', () => onPaper(false));
  document.addEventListener('toggle', (event) => {
    for (const box of event.target.querySelectorAll('div, figure')) drawNow(box);
  }, true);
  document.documentElement.dataset.ready = 'yes';
}

start();
