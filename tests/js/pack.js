// A small pack for tests, in the form that the server sends.

import { OPEN, decode } from '../../dashboard/map/wire.js';

const STEPS = 10_000;

/** The first day of a year, a month or a day as text. */
const day = (text) => Math.round(Date.parse(`${text}${{ 4: '-01-01', 7: '-01' }[text.length] ?? ''}T00:00:00Z`) / 86_400_000);

/** A document of columns, as columns.py writes it: `columns` are [name, values, delta]. */
export function encode(head, columns) {
  const coded = columns.map(([name, values, delta = false]) => {
    const moves = values.map((value, index) => BigInt(value) - (delta && index ? BigInt(values[index - 1]) : 0n));
    const zigzag = moves.map((move) => (move << 1n) ^ (move >> 63n));
    let count = values.length ? 1 : 0;
    while (zigzag.some((value) => value >> BigInt(8 * count))) count += 1;
    const planes = Array.from({ length: count }, (_, plane) => zigzag.map((value) => Number((value >> BigInt(8 * plane)) & 255n)));
    return { entry: [name, values.length, count, Number(delta)], bytes: planes.flat() };
  });
  const text = new TextEncoder().encode(JSON.stringify({ ...head, columns: coded.map(({ entry }) => entry) }));
  const size = new Uint8Array(new Uint32Array([text.length]).buffer);
  return Uint8Array.from([...new TextEncoder().encode('KHCO'), ...size, ...text, ...coded.flatMap(({ bytes }) => bytes)]).buffer;
}

const lists = (name, items) => [[`${name}.count`, items.map((item) => item.length)], [`${name}.item`, items.flat()]];

/** Rows of one zone, in which one town stands: {valid_from, valid_to, actor, status}. */
export function packOf(rows, more = {}) {
  return packOfZones([{ id: 'zone', ground: 'settled', area_m2: 100, rows }], more);
}

/**
 * Zones in a row from west to east, each a degree wide, and a town in the first.
 * @param {{id, ground, area_m2, rows}[]} zones
 * @param {{actors?: {id, ties}[], events?: object[], series?: object[], disputes?: {feature, from, to}[]}} more
 */
export function packOfZones(zones, { actors = [], events = EVENTS, series = SERIES, disputes = [] } = {}) {
  const named = [...new Set([...actors.map(({ id }) => id), ...zones.flatMap(({ rows }) => rows.flatMap((row) => [row.actor, ...(row.against ?? [])]))])];
  const rows = zones.flatMap((zone, feature) => zone.rows.map((row) => ({ ...row, feature })));
  const head = {
    format: 'kharita-pack/2', steps: STEPS, start: day('2012'), end: day('2019-12-31'), texts: {},
    theatres: [{ id: 'north', name: { en: 'North', ar: 'الشمال' }, envelope: [0, 0, 10, 10] }],
    actors: named.map((id, index) => actorOf(id, index, actors, named)),
    ids: [...zones.map(({ id }) => id), 'town'], places: { en: ['Town'], ar: ['بلدة'] },
    event_kinds: ['capture'], links: { kind: [], from: [], to: [], day: [], day_to: [], actors: [] },
    disputes: { feature: disputes.map((one) => one.feature), from: disputes.map((one) => day(one.from)), to: disputes.map((one) => (one.to ? day(one.to) : null)) },
    series: series.map(({ actor, days }) => ({ theatre: 'north', actor, steps: days.length })),
  };
  const settled = [...zones.map(({ ground }) => Number(ground === 'settled')), 1];
  return decode(encode(head, [
    ['feature.kind', [...zones.map(() => 0), 2]], ['feature.theatre', settled.map(() => 0)], ['feature.rank', [...zones.map(() => 0), 1]],
    ['feature.settled', settled], ['feature.lon', settled.map(() => STEPS / 2)], ['feature.lat', settled.map(() => STEPS / 2)],
    ['feature.area_m2', [...zones.map(({ area_m2: area }) => area), 0]], ...lists('feature.stands_in', [...zones.map(() => []), [0]]),
    ...squares(zones.length), ...statuses(rows, named), ...eventColumns(events), ...seriesColumns(series),
  ]));
}

/** An actor and under whom it counts: the ties, as dated, of everyone on the way up. */
function actorOf(id, index, actors, named) {
  const found = [];
  const climb = (name, first, after) => {
    if (found.some(([other]) => other === named.indexOf(name))) return;
    found.push([named.indexOf(name), first, after]);
    for (const tie of actors.find((one) => one.id === name)?.ties ?? []) {
      const [from, to] = [Math.max(first, day(tie.valid_from)), Math.min(after, tie.valid_to ? day(tie.valid_to) : OPEN)];
      if (tie.kind !== 'ally' && from < to) climb(tie.actor, from, to);
    }
  };
  climb(id, -OPEN, OPEN);
  return { id, name: { en: id, ar: id }, colour: '#336699', pattern: 'solid', family: index, counts_for: found };
}

function squares(count) {
  const zones = Array.from({ length: count }, (_, index) => index);
  return [
    ['shape.rings', zones.map(() => 1)], ['ring.arcs', zones.map(() => 1)], ['ring.arc', zones, true], ['arc.points', zones.map(() => 5)],
    ['arc.x', zones.map((index) => index * STEPS), true], ['arc.y', zones.map(() => 0), true],
    ['arc.dx', zones.flatMap(() => [STEPS, 0, -STEPS, 0])], ['arc.dy', zones.flatMap(() => [0, STEPS, 0, -STEPS])],
  ];
}

function statuses(rows, named) {
  const column = (read) => rows.map(read);
  return [
    ['status.feature', column((row) => row.feature), true], ['status.actor', column((row) => named.indexOf(row.actor))],
    ['status.status', column((row) => ({ control: 0, contested: 1, presence: 2 })[row.status])],
    ['status.from', column((row) => day(row.valid_from)), true], ['status.from_wide', column(() => 0)],
    ['status.lasts', column((row) => (row.valid_to ? day(row.valid_to) - day(row.valid_from) : 0))], ['status.to_wide', column(() => 0)],
    ['status.strength', column(() => 0)], ['status.confidence', column(() => 2)], ['status.sources', column(() => 1)],
    ...lists('status.against', column((row) => (row.against ?? []).map((name) => named.indexOf(name)))), ...lists('status.besieged_by', column(() => [])),
  ];
}

const EVENTS = [{ day: day('2014-06-10'), lasts: 2, lon: 0.5, lat: 0.5, actor: 0 }];

const eventColumns = (events) => [
  ['event.day', events.map((event) => event.day), true], ['event.lasts', events.map((event) => event.lasts)], ['event.kind', events.map(() => 0)],
  ['event.lon', events.map((event) => Math.round(event.lon * STEPS))], ['event.lat', events.map((event) => Math.round(event.lat * STEPS))],
  ['event.actor', events.map((event) => event.actor)], ...lists('event.others', events.map(() => [])), ['event.theatres', events.map(() => 1)], ['event.precision', events.map(() => 0)],
];

const SERIES = [{ actor: 0, days: [day('2014-06-10'), day('2017-07-10')], km2: [100, 0], low: [80, 0], high: [120, 20] }];

const seriesColumns = (series) => [
  ['series.day', series.flatMap(({ days }) => days), true],
  ...['km2', 'low', 'high'].map((name) => [`series.${name}`, series.flatMap((one) => one[name].map((value) => value * 10)), true]),
];

export { OPEN, day };
