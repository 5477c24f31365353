// Incidents counted over a window: what is kept while the clock moves is what a plain sum says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally, kindAt, needed, shade } from '../../dashboard/map/tally.js';

const dice = ((state) => () => ((state = (state * 1103515245 + 12345) % 2147483648) / 2147483648))(7);
const whole = (most) => Math.floor(dice() * most);

const rows = (() => {
  const day = Int32Array.from({ length: 4000 }, () => 1000 + whole(365)).sort();
  return { day, cell: Int32Array.from(day, () => whole(50)), incidents: Int32Array.from(day, () => 1 + whole(4)), deaths: Int32Array.from(day, () => whole(9)) };
})();

test('a window that wanders counts what a plain sum counts', () => {
  const tally = new Tally(rows, 50);
  for (let step = 0; step < 200; step += 1) {
    const [start, length] = [980 + whole(420), whole(120)];
    tally.move(start, start + length);
    const plain = new Int32Array(50);
    rows.day.forEach((day, row) => { if (day >= start && day <= start + length) plain[rows.cell[row]] += rows.incidents[row]; });
    assert.deepEqual(tally.incidents, plain);
  }
});

test('deaths are counted as incidents are', () => {
  const tally = new Tally(rows, 50);
  tally.move(0, 9999);
  assert.equal(tally.deaths.reduce((a, b) => a + b), rows.deaths.reduce((a, b) => a + b));
  tally.move(5000, 6000);
  assert.equal(tally.incidents.reduce((a, b) => a + b), 0);
});

test('a zoom shows coarse cells, then fine ones, then single incidents', () => {
  assert.deepEqual([4, 7.25, 7.5, 9.25, 9.5, 11].map(kindAt), ['coarse', 'coarse', 'fine', 'fine', 'single', 'single']);
});

test('the tiles of a view are those its box touches, each year', () => {
  const tiles = needed('coarse', { coarse: 3 }, { west: 30, south: 28, east: 50, north: 40 }, [2016, 2017]);
  assert.deepEqual(tiles, [['coarse', 2016, 4, 3], ['coarse', 2016, 5, 3], ['coarse', 2017, 4, 3], ['coarse', 2017, 5, 3]]);
});

test('darker is more, and the most is darkest', () => {
  assert.equal(shade(0, 100), 0);
  assert.equal(shade(100, 100), 1);
  assert.ok(shade(10, 100) > shade(5, 100));
});
