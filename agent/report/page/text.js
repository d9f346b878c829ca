// SPDX-License-Identifier: Apache-2.0
'use strict';
// Words and numbers. All text from the host goes into the page as text, never as markup.

const data = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);

/** An element: children are elements, or strings that become text. */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== ''));
  return made;
}

const plain = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const fine = new Intl.NumberFormat('en-US', {maximumSignificantDigits: 3});
const compact = new Intl.NumberFormat('en-US', {notation: 'compact', maximumSignificantDigits: 3});
const number = (n) => (n >= 100 || Number.isInteger(n) ? plain : fine).format(n);
const many = (n, one) => `${number(n)} ${one}${n === 1 ? '' : 's'}`;

function percent(share) {
  if (share > 0 && share < 0.00001) return 'less than 0.001 %';
  return `${fine.format(share * 100)} %`;
}

/** The zone of the host's clock at that time: summer ends in the midst of a night. */
const zoneAt = (at) => data.zones.filter((zone) => zone.from <= at).at(-1) || data.zones[0];
/** Milliseconds of UTC as the host's clock shows them, in a form that counts as UTC. */
const local = (at) => at + zoneAt(at).minutes * 60000;
const iso = (at) => new Date(local(at)).toISOString();
const day = (at) => iso(at).slice(0, 10);
const clock = (at) => iso(at).slice(11, at % 1000 && spanOf() < 60000 ? 21 : 19);
const moment = (at) => `${day(at)} ${iso(at).slice(11, 19)}`;
const spanOf = () => data.points.length ? data.points.at(-1)[1] - data.points[0][0] : 0;
const isOneDay = () => data.points.length > 0 && day(data.points[0][0]) === day(data.points.at(-1)[1]);
const timeOf = (at) => (isOneDay() ? clock : moment)(at);

/** "01:00:00 CEST to 04:00:00 CET", the zone once where it is the same. */
function fromTo(from, to, text, textOfEnd = text) {
  const [first, last] = [zoneAt(from).name, zoneAt(to).name];
  return `${text(from)}${first === last ? '' : ` ${first}`} to ${textOfEnd(to)} ${last}`;
}

function span(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return many(seconds, 'second');
  if (seconds < 7200) return many(Math.round(seconds / 60), 'minute');
  return `${fine.format(seconds / 3600)} hours`;
}

/** How a counter is shown: times of a CPU as a share of it. */
function scaleOf(series) {
  const unit = data.rows[series.row].unit;
  if (series.gauge) return {by: 1, unit};
  if (unit === 'ticks') return {by: 1, unit: '% of a CPU'};
  if (unit === 'ns') return {by: 1e-7, unit: '% of the time'};
  return {by: 1, unit: `${unit || ''}/s`};
}
const valueText = (value, unit) => `${number(value)}${unit.startsWith('/') ? '' : ' '}${unit}`;

/** A table; cells are strings or elements. */
function table(heads, rows, classes = '') {
  return el('div', {class: 'scroll'}, el('table', {class: classes},
    el('thead', null, el('tr', null, ...heads.map((head) => el('th', {scope: 'col'}, head)))),
    el('tbody', null, ...rows.map((row) => el('tr', null, ...row.map((cell) => el('td', null, cell)))))));
}
