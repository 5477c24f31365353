// Shapes between GeoJSON and Leaflet, to the digit.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { picked, stepOf, toGeometry, toLatLngs, toLine } from '../../dashboard/map/drawing/rings.js';

const square = { type: 'Polygon', coordinates: [[[40.12345, 35], [41, 35.00001], [41, 36], [40.12345, 35]], [[40.5, 35.2], [40.6, 35.3], [40.6, 35.2], [40.5, 35.2]]] };
const isles = { type: 'MultiPolygon', coordinates: [square.coordinates, [[[50, 35], [51, 35], [51, 36], [50, 35]]]] };

test('a shape comes back as it went, holes and parts too', () => {
  for (const shape of [square, isles]) assert.deepEqual(toGeometry(toLatLngs(shape)), shape);
});

test('what is drawn is written with five decimals', () => {
  assert.deepEqual(toLine([{ lat: 35.1234567, lng: 40.9999999 }, { lat: 36, lng: 41 }]), { type: 'LineString', coordinates: [[41, 35.12346], [41, 36]] });
});

test('positions that fall together are one, and what has no ground is nothing', () => {
  const [a, b, c] = [{ lat: 35, lng: 40 }, { lat: 35, lng: 41 }, { lat: 36, lng: 41 }];
  assert.deepEqual(toGeometry([[a, { lat: 35.000001, lng: 40 }, b, c, a]]).coordinates[0].length, 4);
  assert.equal(toGeometry([[a, b, a]]), null);
  assert.equal(toGeometry([]), null);
  assert.equal(toLine([a, a]), null);
});

test('a click takes one zone, or one more', () => {
  assert.deepEqual(picked(['a'], 'b', false), ['b']);
  assert.deepEqual(picked(['a'], 'b', true), ['a', 'b']);
  assert.deepEqual(picked(['a', 'b'], 'a', true), ['b']);
});

test('arrows move a corner, further with shift', () => {
  assert.deepEqual(stepOf({ key: 'ArrowUp', shiftKey: true }), [0, -10]);
  assert.equal(stepOf({ key: 'a' }), null);
});
