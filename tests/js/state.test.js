// Who holds what on a day, in the browser: the same tables of cases as in Python.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, answer, areaOn, gainedAndLost, rowsOn } from '../../dashboard/map/state.js';
import { day, packOf, packOfZones } from './pack.js';

const casesOf = (name) => JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), 'utf8'));

for (const { name, rows, day: on, expected } of casesOf('as_of')) {
  test(name, () => {
    assert.deepEqual(rowsOn(packOf(rows), 0, day(on)), expected === null ? [] : [expected]);
  });
}

for (const { name, zones, actors, start, end, expected } of casesOf('changes')) {
  test(`${name}: gained, lost, held`, () => {
    const names = [...new Set([...actors.map(({ id }) => id), ...zones.flatMap(({ rows }) => rows.flatMap((row) => [row.actor, ...(row.against ?? [])]))])];
    const series = expected.map(({ actor }) => ({ actor: names.indexOf(actor), days: [], km2: [], low: [], high: [] }));
    const pack = packOfZones(zones, { actors, series });
    const found = gainedAndLost(pack, 'north', day(start), day(end)).map((one) => ({ actor: pack.actors[one.actor].id, gained_m2: one.gained, lost_m2: one.lost, held_m2: one.held }));
    assert.deepEqual(found, expected);
  });
}

const HANDOVER = [
  { valid_from: '2014-06-10', valid_to: '2017-07-10', actor: 'isis', status: 'control' },
  { valid_from: '2017-07-10', valid_to: null, actor: 'iraq-gov', status: 'control' },
];

test('a place answers from the zone it stands in', () => {
  assert.deepEqual(answer(packOf(HANDOVER), 1, day('2015-01-01')), [0]);
});

test('an area holds from its step until the next', () => {
  const [series] = packOf(HANDOVER).series.north;
  assert.equal(after(series.days, day('2014-06-09')), 0);
  assert.deepEqual(areaOn(series, day('2014-06-09')), { km2: 0, low: 0, high: 0 });
  assert.deepEqual(areaOn(series, day('2017-07-09')), { km2: 100, low: 80, high: 120 });
  assert.deepEqual(areaOn(series, day('2017-07-10')), { km2: 0, low: 0, high: 20 });
});
