// What a line drawn on the map encloses, and what a click makes of what is picked.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { enclosed, inside, toggled } from '../../dashboard/map/choosing.js';

const SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10]];

test('a point inside a line, whichever way it runs', () => {
  for (const line of [SQUARE, [...SQUARE].reverse()]) {
    assert.ok(inside(line, 5, 5));
    assert.ok(!inside(line, 15, 5) && !inside(line, -1, 5) && !inside(line, 5, 11));
  }
});

test('a bay of the line is outside', () => {
  const bay = [[0, 0], [10, 0], [10, 10], [6, 10], [6, 2], [4, 2], [4, 10], [0, 10]];
  assert.ok(inside(bay, 2, 8) && inside(bay, 8, 8) && !inside(bay, 5, 8));
});

test('zones are enclosed by their middle, and nothing else is', () => {
  const boxes = Float32Array.from([1, 1, 3, 3, 8, 8, 20, 20, 4, 4, 6, 6]);
  const pack = { shapes: { boxes, feature: [0, 1, 2] }, features: [{ kind: 'zone' }, { kind: 'zone' }, { kind: 'region' }] };
  assert.deepEqual(enclosed(pack, SQUARE), [0]);
});

test('a click takes in what is not all in, and takes out what is', () => {
  assert.deepEqual([...toggled(new Set([1]), [1, 2])], [1, 2]);
  assert.deepEqual([...toggled(new Set([1, 2, 3]), [1, 2])], [3]);
});
