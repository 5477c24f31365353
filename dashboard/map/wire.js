// The pack as columns ready for questions. Nothing here knows the page.

import { decodeColumns, sums } from './columns.js';
import { mercator, unitX } from './project.js';
import { Shapes } from './shapes.js';

export const FORMAT = 'kharita-pack/2';
export const OPEN = 2 ** 31 - 1;
const KINDS = ['zone', 'region', 'place'];

/**
 * A pack with dates as days, open ends as OPEN, rows found by feature, and features by id.
 * @param {ArrayBuffer} buffer
 * @throws {Error} if it has another format
 */
export function decode(buffer) {
  const document = decodeColumns(buffer);
  const { head } = document;
  if (head.format !== FORMAT) throw new Error(`not a ${FORMAT}`);
  const features = featuresOf(document);
  const statuses = statusesOf(document);
  return {
    ...head,
    features,
    disputes: { ...head.disputes, to: head.disputes.to.map((day) => day ?? OPEN) },
    area: document.column('feature.area_m2'),
    settled: document.column('feature.settled'),
    grounds: groundsOf(document.lists('feature.stands_in'), features),
    statuses,
    rows: rowsByFeature(statuses.feature, features.length),
    shapes: shapesOf(document, features),
    events: eventsOf(document),
    series: seriesOf(document),
    byId: new Map(features.map((feature, index) => [feature.id, index])),
  };
}

function featuresOf({ head, column }) {
  const [kind, theatre, rank] = ['kind', 'theatre', 'rank'].map((name) => column(`feature.${name}`));
  const [lon, lat] = ['lon', 'lat'].map((name) => column(`feature.${name}`));
  let place = 0;
  return head.ids.map((id, index) => {
    const feature = { id, kind: KINDS[kind[index]], theatre: theatre[index], rank: rank[index], lon: lon[index] / head.steps, lat: lat[index] / head.steps, name: null };
    if (feature.kind === 'place') {
      feature.name = { en: head.places.en[place], ar: head.places.ar[place] };
      place += 1;
    }
    return feature;
  });
}

/** For each feature those that answer for it: the ground a place stands in, or the feature itself. */
function groundsOf(standsIn, features) {
  return features.map((_, index) => (standsIn.of(index).length ? [...standsIn.of(index)] : [index]));
}

function statusesOf({ column, lists }) {
  const names = ['feature', 'actor', 'status', 'from', 'strength', 'confidence', 'sources'];
  const statuses = Object.fromEntries(names.map((name) => [name, column(`status.${name}`)]));
  const lasts = column('status.lasts');
  const { from } = statuses;
  return {
    ...statuses,
    to: lasts.map((days, row) => (days ? from[row] + days : OPEN)),
    from_sure: column('status.from_wide').map((days, row) => from[row] + days),
    to_sure: column('status.to_wide').map((days, row) => (lasts[row] ? from[row] + lasts[row] + days : OPEN)),
    against: lists('status.against'),
    besieged_by: lists('status.besieged_by'),
  };
}

/** Where each feature's rows begin; those of feature f stand in [rows[f], rows[f + 1]). */
function rowsByFeature(feature, count) {
  const counts = new Uint32Array(count);
  for (const index of feature) counts[index] += 1;
  return sums(counts);
}

function shapesOf({ head, column }, features) {
  const shaped = Int32Array.from(features.keys()).filter((index) => features[index].kind !== 'place');
  const columns = {
    rings: column('shape.rings'), arcs: column('ring.arcs'), refs: column('ring.arc'), points: column('arc.points'),
    x: column('arc.x'), y: column('arc.y'), dx: column('arc.dx'), dy: column('arc.dy'),
  };
  return new Shapes(columns, head.steps, shaped, features.length);
}

function eventsOf({ head, column, lists }) {
  const [day, lasts, lon, lat] = ['day', 'lasts', 'lon', 'lat'].map((name) => column(`event.${name}`));
  const [x, y, to] = [new Float32Array(day.length), new Float32Array(day.length), new Int32Array(day.length)];
  const line = mercator();
  for (let i = 0; i < day.length; i += 1) {
    x[i] = unitX(lon[i] / head.steps);
    y[i] = line(lat[i] / head.steps);
    to[i] = day[i] + lasts[i];
  }
  return {
    day, day_to: to, x, y, kind: new Uint8Array(column('event.kind')), actor: new Int16Array(column('event.actor')), others: lists('event.others'),
    precision: new Uint8Array(column('event.precision')), theatres: column('event.theatres'),
  };
}

/** Steps of ground by theatre: {actor, days, km2, low, high}, a series an actor. */
function seriesOf({ head, column }) {
  const [days, ...areas] = ['day', 'km2', 'low', 'high'].map((name) => column(`series.${name}`));
  const [km2, low, high] = areas.map((tenths) => Float64Array.from(tenths, (value) => value / 10));
  const found = {};
  let at = 0;
  for (const { theatre, actor, steps } of head.series) {
    const cut = (values) => values.subarray(at, at + steps);
    (found[theatre] ??= []).push({ actor, days: cut(days), km2: cut(km2), low: cut(low), high: cut(high) });
    at += steps;
  }
  return found;
}

/** Put the words of one language, which came later, to the features they name. */
export function name(pack, text, lang) {
  let at = 0;
  for (const feature of pack.features) {
    if (feature.kind === 'place') continue;
    feature.name = { ...feature.name, [lang]: text.grounds[at] };
    at += 1;
  }
}

/** Degrees, lon and lat in turn, from a first position and moves in whole steps. */
export function decodeLine(coded, steps) {
  const line = new Float64Array(coded.length);
  let [x, y] = [0, 0];
  for (let i = 0; i < coded.length; i += 2) {
    x += coded[i];
    y += coded[i + 1];
    line[i] = x / steps;
    line[i + 1] = y / steps;
  }
  return line;
}

