// A small pack for tests, in the form that the server sends.

import { OPEN, decode } from '../../dashboard/map/wire.js';

/** The first day of a year, a month or a day as text. */
const day = (text) => Math.round(Date.parse(`${text}${{ 4: '-01-01', 7: '-01' }[text.length] ?? ''}T00:00:00Z`) / 86_400_000);

/** Rows of one zone as columns: {valid_from, valid_to, actor, status}. */
export function packOf(rows, more = {}) {
  const names = [...new Set(rows.map((row) => row.actor))];
  const column = (read) => rows.map(read);
  return decode({
    format: 'kharita-pack/1', start: day('2012'), end: day('2019-12-31'),
    theatres: [{ id: 'north', name: { en: 'North', ar: 'الشمال' }, envelope: [0, 0, 10, 10] }],
    actors: names.map((id, index) => ({ id, name: { en: id, ar: id }, colour: '#336699', pattern: 'solid', family: index })),
    features: [
      { id: 'zone', kind: 'zone', theatre: 0, name: { en: 'Zone', ar: 'منطقة' }, rank: 0, lon: 0.5, lat: 0.5, stands_in: [] },
      { id: 'town', kind: 'place', theatre: 0, name: { en: 'Town', ar: 'بلدة' }, rank: 1, lon: 0.5, lat: 0.5, stands_in: [0] },
    ],
    rings: { 0: [[[0, 0, 10_000, 0, 0, 10_000, -10_000, 0]]] },
    statuses: {
      feature: column(() => 0), actor: column((row) => names.indexOf(row.actor)),
      status: column((row) => ({ control: 0, contested: 1, presence: 2 })[row.status]),
      from: column((row) => day(row.valid_from)), from_sure: column((row) => day(row.valid_from)),
      to: column((row) => (row.valid_to ? day(row.valid_to) : null)), to_sure: column((row) => (row.valid_to ? day(row.valid_to) : null)),
      against: column(() => []), besieged_by: column(() => []), strength: column(() => 0), confidence: column(() => 2),
      disputed: column(() => 0), sources: column(() => 1),
    },
    events: { id: ['e'], day: [day('2014-06-10')], day_to: [day('2014-06-12')], kind: [0], lon: [0.5], lat: [0.5], title: [{ en: 'E', ar: 'ح' }], places: [[1]], actors: [[0]], precision: [0] },
    event_kinds: ['capture'],
    links: { id: [], kind: [], from: [], to: [], day: [], day_to: [], title: [], actors: [] }, link_kinds: [],
    series: { north: [{ actor: 0, days: [day('2014-06-10'), day('2017-07-10')], km2: [100, 0], low: [80, 0], high: [120, 20] }] },
    ...more,
  });
}

export { OPEN, day };
