// Shapes in arcs: what lies in them, what they share, and what is left of them from afar.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Shapes } from '../../dashboard/map/shapes.js';
import { mercator, unitX, unitY } from '../../dashboard/map/project.js';

/** Two squares with a border between them that wavers by a hundredth of a degree, and a hole in the second. */
function neighbours() {
  const border = Array.from({ length: 41 }, (_, i) => [10_000 + (i % 2 ? 100 : 0), i * 250]);
  const arcs = [border, [border[40], [0, 10_000], [0, 0], border[0]], [border[40], [20_000, 10_000], [20_000, 0], border[0]],
    [[14_000, 4000], [16_000, 4000], [16_000, 6000], [14_000, 6000], [14_000, 4000]]];
  const moves = (axis) => arcs.flatMap((arc) => arc.slice(1).map((point, i) => point[axis] - arc[i][axis]));
  const columns = {
    rings: [1, 2], arcs: [2, 2, 1], refs: [0, 1, 0, 2, 3], points: arcs.map((arc) => arc.length),
    x: arcs.map((arc) => arc[0][0]), y: arcs.map((arc) => arc[0][1]), dx: moves(0), dy: moves(1),
  };
  return new Shapes(columns, 10_000, [0, 1], 2);
}

const at = (shapes, lon, lat) => shapes.at(unitX(lon), unitY(lat), () => 0);

test('a point lies in the shape around it, not in its hole, and nowhere outside', () => {
  const shapes = neighbours();
  assert.deepEqual(at(shapes, 0.5, 0.5), [0]);
  assert.deepEqual(at(shapes, 1.2, 0.5), [1]);
  assert.deepEqual(at(shapes, 1.5, 0.5), []);
  assert.deepEqual(at(shapes, 2.5, 0.5), []);
});

test('an arc knows the shapes on both its sides', () => {
  assert.deepEqual([...neighbours().sides([0, 1])], [0, 1, 0, -1, 1, -1, 1, -1]);
});

test('from afar a line loses what cannot be seen, and its ends stay', () => {
  const shapes = neighbours();
  const points = ({ start }) => start[1] - start[0];
  assert.equal(points(shapes.level(11.5)), 41);
  assert.equal(points(shapes.level(3)), 2);
  assert.ok(points(shapes.level(7)) <= 41);
  const { start, kept } = shapes.level(3);
  assert.deepEqual([kept[start[0]], kept[start[1] - 1]], [0, 40]);
});

test('a ring is traced whole, whichever way its arcs run', () => {
  const shapes = neighbours();
  const seen = [];
  const path = { moveTo: (...p) => seen.push(p), lineTo: (...p) => seen.push(p), closePath: () => seen.push('z') };
  shapes.trace(path, 1, shapes.pixels({ zoom: 3, scale: 1000, origin: { x: 0, y: 0 } }));
  assert.equal(seen.filter((step) => step === 'z').length, 2);
  assert.equal(seen.filter((step) => step !== 'z').length, 2 + 3 + 5);
});

test('the box of a shape comes back in degrees', () => {
  neighbours().degrees(1).forEach((side, index) => assert.ok(Math.abs(side - [1, 0, 2, 1][index]) < 1e-4));
});

test('latitudes read off the table lie where the formula puts them', () => {
  const line = mercator();
  for (let lat = -80; lat <= 80; lat += 0.0371) assert.ok(Math.abs(line(lat) - unitY(lat)) < 3e-8);
});
