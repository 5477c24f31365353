// The axis, the keys, the stack and the play: everything of the clock that needs no page.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { axis, stacked } from '../../dashboard/map/axis.js';
import { keyDay } from '../../dashboard/map/scrubber.js';
import { advanced } from '../../dashboard/map/play.js';
import { laneOf } from '../../dashboard/map/lanes.js';
import { Room, townLimit } from '../../dashboard/map/labels.js';
import { fromIso } from '../../dashboard/map/days.js';
import { packOf } from './pack.js';

test('a day is a pixel and back; Arabic runs from the right', () => {
  for (const mirrored of [false, true]) {
    const scale = axis({ start: 0, end: 1000, width: 500, mirrored });
    assert.equal(scale.day(scale.x(250)), 250);
    assert.equal(scale.x(0), mirrored ? 500 : 0);
    assert.equal(scale.day(-40), mirrored ? 1000 : 0);
    assert.equal(scale.day(9999), mirrored ? 0 : 1000);
  }
});

test('keys move a day, a month, a year, to the ends; the arrow that points to later is later', () => {
  const [ltr, rtl] = [false, true].map((mirrored) => axis({ start: 0, end: 20_000, width: 10, mirrored }));
  const day = fromIso('2015-06-01');
  assert.equal(keyDay({ key: 'ArrowRight' }, day, ltr), day + 1);
  assert.equal(keyDay({ key: 'ArrowRight' }, day, rtl), day - 1);
  assert.equal(keyDay({ key: 'ArrowUp' }, day, rtl), day + 1);
  assert.equal(keyDay({ key: 'ArrowRight', shiftKey: true }, day, ltr), fromIso('2015-07-01'));
  assert.equal(keyDay({ key: 'PageDown' }, day, ltr), fromIso('2014-06-01'));
  assert.equal(keyDay({ key: 'Home' }, day, ltr), 0);
  assert.equal(keyDay({ key: 'x' }, day, ltr), null);
});

test('series stack on each other at every day that changes any', () => {
  const { days, layers, top } = stacked([{ actor: 0, days: [10, 30], km2: [5, 0] }, { actor: 1, days: [20], km2: [3] }], 0, 100);
  assert.deepEqual(days, [0, 10, 20, 30]);
  assert.deepEqual([...layers[0].high], [0, 5, 5, 0]);
  assert.deepEqual([...layers[1].low], [0, 5, 5, 0]);
  assert.deepEqual([...layers[1].high], [0, 5, 8, 3]);
  assert.equal(top, 8);
});

test('play runs thirty days a second at speed one', () => {
  assert.equal(advanced(100, 1000, 1), 130);
  assert.equal(advanced(100, 500, 8), 220);
});

test('places with a history have a lane, the chosen one first', () => {
  const pack = packOf([{ valid_from: '2014', valid_to: null, actor: 'isis', status: 'control' }]);
  assert.deepEqual(laneOf(pack, 'north', null, 'en'), [1]);
  assert.deepEqual(laneOf(pack, 'elsewhere', null, 'en'), []);
  assert.deepEqual(laneOf(pack, 'elsewhere', 1, 'en'), [1]);
});

test('names take only free room, and small towns wait for the zoom', () => {
  const room = new Room();
  assert.equal(room.take([0, 0, 10, 10]), true);
  assert.equal(room.take([5, 5, 15, 15]), false);
  assert.equal(room.take([10, 0, 20, 10]), true);
  assert.ok(townLimit(5.5) > townLimit(7.5) && townLimit(4) === Infinity);
});
