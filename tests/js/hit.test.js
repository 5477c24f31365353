// What lies under the pointer.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { inShape, nearest, shapesAt, toSegment } from '../../dashboard/map/hit.js';
import { decodeLine, decode } from '../../dashboard/map/wire.js';
import { packOf } from './pack.js';

const pack = packOf([{ valid_from: '2014', valid_to: null, actor: 'isis', status: 'control' }]);

test('a delta-coded ring comes back in degrees', () => {
  assert.deepEqual([...decodeLine([400_000, 350_000, 10_000, 0, 0, -5_000])], [40, 35, 41, 35, 41, 34.5]);
});

test('a pack of another format is refused', () => {
  assert.throws(() => decode({ format: 'other/1' }), /kharita-pack/);
});

test('a point is in a zone, or it is not', () => {
  assert.deepEqual(shapesAt(pack, 0.5, 0.5), [0]);
  assert.deepEqual(shapesAt(pack, 1.5, 0.5), []);
});

test('a hole is not inside', () => {
  const square = (a, b) => Float64Array.from([a, a, b, a, b, b, a, b]);
  const shape = { polygons: [[square(0, 10), square(4, 6)]], box: [0, 0, 10, 10] };
  assert.equal(inShape(shape, 2, 2), true);
  assert.equal(inShape(shape, 5, 5), false);
});

test('the nearest within reach is found, and nothing beyond it', () => {
  const spots = [{ x: 0, y: 0 }, { x: 10, y: 0 }];
  assert.equal(nearest([0, 1], (i) => spots[i], { x: 7, y: 0 }, 5), 1);
  assert.equal(nearest([0, 1], (i) => spots[i], { x: 30, y: 0 }, 5), -1);
});

test('the distance to a segment is that to its nearest point', () => {
  assert.equal(toSegment({ x: 5, y: 3 }, { x: 0, y: 0 }, { x: 10, y: 0 }), 9);
  assert.equal(toSegment({ x: -3, y: 0 }, { x: 0, y: 0 }, { x: 10, y: 0 }), 9);
});
