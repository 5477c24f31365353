// The ground and the events as the clock moves: the same as asked afresh on every day.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Bins, CELL } from '../../dashboard/map/bins.js';
import { Ground } from '../../dashboard/map/ground.js';
import { rowsOn } from '../../dashboard/map/state.js';
import { Tiles } from '../../dashboard/map/tiles.js';
import { day, packOf, packOfZones } from './pack.js';

/** Whole numbers that look thrown, the same on every run. */
function dice(seed) {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const iso = (number) => new Date(number * 86_400_000).toISOString().slice(0, 10);

function manyZones(count, throwDice) {
  return Array.from({ length: count }, (_, index) => {
    let at = day('2013') + throwDice(500);
    const rows = Array.from({ length: 1 + throwDice(4) }, () => {
      at += throwDice(3) * 100;
      const from = at;
      at += 1 + throwDice(300);
      return { valid_from: iso(from), valid_to: iso(at), actor: ['reds', 'blues'][throwDice(2)], status: 'control' };
    });
    return { id: `zone-${index}`, ground: 'settled', area_m2: 1, rows };
  });
}

test('the ground that follows the clock is the ground of the day, however it moves', () => {
  const throwDice = dice(7);
  const pack = packOfZones(manyZones(60, throwDice));
  const ground = new Ground(pack);
  for (let step = 0; step < 300; step += 1) {
    const now = day('2012') + throwDice(3000);
    const before = Int32Array.from(ground.row);
    const changed = new Set(ground.move(now));
    const fresh = pack.features.map((_, feature) => rowsOn(pack, feature, now)[0] ?? -1);
    assert.deepEqual([...ground.row], fresh);
    fresh.forEach((row, feature) => assert.ok(row === before[feature] || changed.has(feature)));
    const there = pack.actors.map((_, actor) => fresh.filter((row) => row >= 0 && pack.statuses.actor[row] === actor).length);
    assert.deepEqual([...ground.there], there);
  }
});

test('a step on which nothing changes touches nothing; a handover touches its zone', () => {
  const ground = new Ground(packOf([
    { valid_from: '2014-06-10', valid_to: '2017-07-10', actor: 'isis', status: 'control' },
    { valid_from: '2017-07-10', valid_to: null, actor: 'iraq-gov', status: 'control' },
  ]));
  ground.move(day('2015-01-01'));
  assert.deepEqual(ground.move(day('2017-07-09')), []);
  assert.deepEqual(ground.move(day('2017-07-10')), [0]);
  assert.deepEqual(ground.move(day('2017-07-09')), [0]);
});

test('who is switched off is not shown, and stays counted', () => {
  const ground = new Ground(packOf([{ valid_from: '2014', valid_to: null, actor: 'isis', status: 'control' }]));
  ground.move(day('2015'));
  ground.hide(new Set([0]));
  assert.deepEqual([ground.row[0], ground.there[0]], [-1, 1]);
  ground.hide(new Set());
  assert.equal(ground.row[0], 0);
});

const VIEW = { scale: 4000, left: 0, top: 0, width: 4000, height: 4000 };

function manyEvents(count, throwDice) {
  const events = Array.from({ length: count }, () => ({ day: 16_000 + throwDice(400), lasts: throwDice(10) ? 0 : throwDice(60), lon: throwDice(40) - 20, lat: throwDice(40) - 20, actor: throwDice(2) }));
  return events.sort((a, b) => a.day - b.day);
}

test('events in the window are counted by cell, however it moves, and the newest stands for its cell', () => {
  const throwDice = dice(11);
  const rows = ['reds', 'blues'].map((actor) => ({ valid_from: '2014', valid_to: '2015', actor, status: 'control' }));
  const { events } = packOf(rows, { events: manyEvents(800, throwDice) });
  const bins = new Bins(events);
  bins.aim(VIEW, new Set());
  for (let step = 0; step < 200; step += 1) {
    const [now, window] = [15_990 + throwDice(440), 1 + throwDice(90)];
    bins.move(now, window);
    const inside = [...events.day.keys()].filter((i) => events.day[i] <= now && events.day_to[i] > now - window);
    assert.equal(bins.shown().reduce((sum, { count }) => sum + count, 0), inside.length);
    for (const { cell, count, event } of bins.shown()) {
      const mine = inside.filter((i) => bins.cell[i] === cell);
      assert.deepEqual([count, event], [mine.length, Math.max(...mine)]);
      assert.deepEqual(bins.members(cell, 3), mine.sort((a, b) => b - a).slice(0, 3));
      assert.deepEqual(bins.kinds(cell), [[0, mine.length]]);
    }
  }
});

test('events out of sight, or of an actor switched off, are not shown', () => {
  const events = [{ day: 16_000, lasts: 0, lon: 0, lat: 0, actor: 0 }, { day: 16_000, lasts: 0, lon: 170, lat: 0, actor: 0 }];
  const bins = new Bins(packOf([{ valid_from: '2014', valid_to: null, actor: 'reds', status: 'control' }], { events }).events);
  bins.aim({ ...VIEW, left: 1900, width: 200 }, new Set());
  bins.move(16_000, 1);
  assert.equal(bins.shown().length, 1);
  bins.aim(VIEW, new Set([0]));
  bins.move(16_000, 1);
  assert.equal(bins.shown().length, 0);
  assert.ok(CELL > 20);
});

test('tiles are marked where a box lies, and joined along a line', () => {
  const tiles = new Tiles({ x: 300, y: 200 });
  tiles.mark(10, 10, 100, 20);
  assert.deepEqual(tiles.rectangles(1), [{ x: 0, y: 0, width: 128, height: 64 }]);
  assert.equal(tiles.meets(120, 60, 130, 70), true);
  assert.equal(Boolean(tiles.meets(140, 0, 150, 10)), false);
  tiles.mark(-50, -50, 1000, 1000);
  assert.equal(tiles.share, 1);
});

test('sources disagree on exactly the days that the pack names, and both of their ends are drawn anew', () => {
  const rows = [{ valid_from: '2014', valid_to: '2018', actor: 'isis', status: 'control' }];
  const ground = new Ground(packOf(rows, { disputes: [{ feature: 0, from: '2015-03-01', to: '2015-04-01' }, { feature: 0, from: '2016', to: null }] }));
  const torn = (text) => [ground.move(day(text)).length, ground.torn[0]];
  assert.deepEqual(torn('2015-02-28'), [1, 0]);
  assert.deepEqual(torn('2015-03-01'), [1, 1]);
  assert.deepEqual(torn('2015-03-31'), [0, 1]);
  assert.deepEqual(torn('2015-04-01'), [1, 0]);
  assert.deepEqual(torn('2016-06-01'), [1, 1]);
});
