// Who holds what on a day, in the browser: the same table of cases as in Python.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { answer, areaOn, changesBetween, eventsIn, rowsOn, same, snapshot, stepOn } from '../../dashboard/map/state.js';
import { day, packOf } from './pack.js';

const cases = JSON.parse(readFileSync(new URL('../cases/as_of.json', import.meta.url), 'utf8'));

for (const { name, rows, day: on, expected } of cases) {
  test(name, () => {
    assert.deepEqual(rowsOn(packOf(rows), 0, day(on)), expected === null ? [] : [expected]);
  });
}

const HANDOVER = [
  { valid_from: '2014-06-10', valid_to: '2017-07-10', actor: 'isis', status: 'control' },
  { valid_from: '2017-07-10', valid_to: null, actor: 'iraq-gov', status: 'control' },
];

test('a place answers from the zone it stands in', () => {
  assert.deepEqual(answer(packOf(HANDOVER), 1, day('2015-01-01')), [0]);
});

test('a snapshot changes exactly when the drawing does', () => {
  const pack = packOf(HANDOVER);
  const [before, after, later] = ['2017-07-09', '2017-07-10', '2018-01-01'].map((text) => snapshot(pack, day(text)));
  assert.equal(same(before, after), false);
  assert.equal(same(after, later), true);
});

test('changes between two days name the rows before and after', () => {
  assert.deepEqual(changesBetween(packOf(HANDOVER), day('2014-01-01'), day('2018-01-01')), [{ feature: 0, before: -1, after: 1 }]);
  assert.deepEqual(changesBetween(packOf(HANDOVER), day('2015-01-01'), day('2016-01-01')), []);
});

test('an event is in the window as long as one of its days is', () => {
  const pack = packOf(HANDOVER);
  assert.deepEqual(eventsIn(pack, day('2014-06-09'), 30), []);
  assert.deepEqual(eventsIn(pack, day('2014-06-10'), 1), [0]);
  assert.deepEqual(eventsIn(pack, day('2014-06-18'), 7), [0]);
  assert.deepEqual(eventsIn(pack, day('2014-06-19'), 7), []);
});

test('an area holds from its step until the next', () => {
  const series = packOf(HANDOVER).series.north[0];
  assert.equal(stepOn(series.days, day('2014-06-09')), -1);
  assert.deepEqual(areaOn(series, day('2014-06-09')), { km2: 0, low: 0, high: 0 });
  assert.deepEqual(areaOn(series, day('2017-07-09')), { km2: 100, low: 80, high: 120 });
  assert.deepEqual(areaOn(series, day('2017-07-10')), { km2: 0, low: 0, high: 20 });
});
