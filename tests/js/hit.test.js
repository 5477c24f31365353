// What lies nearest to the pointer.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { nearest, toSegment } from '../../dashboard/map/hit.js';

test('the nearest within reach is found, and nothing beyond it', () => {
  const spots = [{ x: 0, y: 0 }, { x: 10, y: 0 }];
  assert.equal(nearest([0, 1], (i) => spots[i], { x: 7, y: 0 }, 5), 1);
  assert.equal(nearest([0, 1], (i) => spots[i], { x: 30, y: 0 }, 5), -1);
});

test('the distance to a segment is that to its nearest point', () => {
  assert.equal(toSegment({ x: 5, y: 3 }, { x: 0, y: 0 }, { x: 10, y: 0 }), 9);
  assert.equal(toSegment({ x: -3, y: 0 }, { x: 0, y: 0 }, { x: 10, y: 0 }), 9);
});
