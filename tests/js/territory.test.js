// What the ground is drawn from: outlines of one kind, shapes in sight, and what turned between two days.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Ground } from '../../dashboard/map/ground.js';
import { NONE, Outlines } from '../../dashboard/map/outlines.js';
import { Shapes } from '../../dashboard/map/shapes.js';
import { Strip } from '../../dashboard/map/strip.js';
import { Tiles } from '../../dashboard/map/tiles.js';
import { kindsOf, turned } from '../../dashboard/map/turned.js';
import { day, packOfZones } from './pack.js';

const SIDE = 6;
const FRAME = { zoom: 12, scale: 256 * 2 ** 12, origin: { x: 0, y: 0 }, shift: { x: 0, y: 0 }, size: { x: 1e9, y: 1e9 } };

/** A chessboard of squares that share their borders: an arc for each side of a square. */
function board() {
  const across = (x, y) => y * SIDE + x;
  const down = (x, y) => SIDE * (SIDE + 1) + x * SIDE + y;
  const arcs = [];
  for (let y = 0; y <= SIDE; y += 1) for (let x = 0; x < SIDE; x += 1) arcs[across(x, y)] = [x, y, 1, 0];
  for (let x = 0; x <= SIDE; x += 1) for (let y = 0; y < SIDE; y += 1) arcs[down(x, y)] = [x, y, 0, 1];
  const squares = Array.from({ length: SIDE * SIDE }, (_, i) => [i % SIDE, Math.floor(i / SIDE)]);
  const refs = squares.flatMap(([x, y]) => [across(x, y), down(x + 1, y), ~across(x, y + 1), ~down(x, y)]);
  const column = (part) => arcs.map((arc) => arc[part] * 10_000);
  const ones = squares.map(() => 1);
  const columns = { rings: ones, arcs: ones.map(() => 4), refs, points: arcs.map(() => 2), x: column(0), y: column(1), dx: column(2), dy: column(3) };
  return new Shapes(columns, 10_000, squares.map((_, i) => i), squares.length);
}

const all = (shapes) => Int32Array.from({ length: shapes.size }, (_, i) => i);

/** A path that keeps its lines, and answers the even-odd rule. */
function sheet() {
  const lines = [];
  return {
    lines,
    moveTo: (x, y) => lines.push([[x, y]]), lineTo: (x, y) => lines.at(-1).push([x, y]), closePath: () => lines.at(-1).push(lines.at(-1)[0]),
    holds(px, py) {
      let inside = false;
      for (const line of lines) {
        line.slice(1).forEach(([x2, y2], i) => {
          const [x1, y1] = line[i];
          if (y1 > py !== y2 > py && px < x1 + ((py - y1) * (x2 - x1)) / (y2 - y1)) inside = !inside;
        });
      }
      return inside;
    },
  };
}

const middle = (shapes, shape) => [0, 1].map((axis) => ((shapes.boxes[shape * 4 + axis] + shapes.boxes[shape * 4 + axis + 2]) / 2) * FRAME.scale);

test('the outlines of each key enclose its shapes and no others, whatever the pattern', () => {
  const shapes = board();
  const outlines = new Outlines(shapes, all(shapes), 3);
  let state = 5;
  for (let round = 0; round < 40; round += 1) {
    const keys = Int32Array.from(all(shapes), () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % 4 - 1);
    outlines.gather(all(shapes), shapes.size, keys);
    for (let key = 0; key < 3; key += 1) {
      const path = sheet();
      outlines.trace(path, key, shapes.pixels(FRAME));
      keys.forEach((own, shape) => assert.equal(path.holds(...middle(shapes, shape)), own === key));
      assert.ok(path.lines.every((line) => String(line[0]) === String(line.at(-1))));
    }
  }
});

test('shapes of one key have one outline, and no line between them', () => {
  const shapes = board();
  const outlines = new Outlines(shapes, all(shapes), 1);
  const keys = new Int32Array(shapes.size);
  outlines.gather(all(shapes), shapes.size, keys);
  assert.equal(outlines.many, 4 * SIDE);
  const path = sheet();
  outlines.trace(path, 0, shapes.pixels(FRAME));
  assert.equal(path.lines.length, 1);
  outlines.surround(all(shapes), shapes.size, keys);
  assert.equal(outlines.many, 2 * SIDE * (SIDE + 1));
});

test('what is not looked at counts as nothing', () => {
  const shapes = board();
  const outlines = new Outlines(shapes, all(shapes), 1);
  outlines.gather([0, 1], 2, new Int32Array(shapes.size));
  assert.equal(outlines.many, 6);
});

test('only shapes in sight are drawn, and of them those on marked tiles', () => {
  const shapes = board();
  const strip = new Strip(shapes, all(shapes));
  const [x, y] = middle(shapes, 0);
  const near = { ...FRAME, origin: { x: x - 50, y: y - 50 }, size: { x: 100, y: 100 } };
  strip.aim(near);
  strip.pick(null, 0);
  assert.deepEqual([...strip.list.subarray(0, strip.count)], [0]);
  strip.aim({ ...FRAME, scale: 256 * 2 ** 5, origin: { x: 4000, y: 3900 }, size: { x: 400, y: 400 } });
  strip.pick(null, 0);
  assert.equal(strip.count, shapes.size);
  const tiles = new Tiles({ x: 400, y: 400 });
  tiles.mark(...strip.boxes.subarray(0, 4));
  strip.pick(tiles, 0);
  assert.ok(strip.count > 0 && strip.count < shapes.size);
});

test('between two days a zone is held, gained, lost, or lost by one and gained by another', () => {
  const row = (valid_from, valid_to, actor, status = 'control', more = {}) => ({ valid_from, valid_to, actor, status, ...more });
  const zones = [
    [row('2014', null, 'reds')], [row('2014', '2016', 'reds'), row('2016', null, 'blues')], [row('2014', '2016', 'reds')], [row('2016', null, 'blues')],
    [row('2014', '2016', 'reds'), row('2016', null, 'reds', 'contested', { against: ['blues'] })], [],
  ].map((rows, index) => ({ id: `zone-${index}`, ground: 'settled', area_m2: 1, rows }));
  const pack = packOfZones(zones);
  const [then, ground] = ['2015', '2017'].map((on) => {
    const found = new Ground(pack);
    found.move(day(on));
    return found;
  });
  const kinds = kindsOf(pack);
  const into = { held: new Int32Array(6), gained: new Int32Array(6), lost: new Int32Array(6) };
  turned(pack, kinds, { then, ground }, { list: [0, 1, 2, 3, 4, 5], count: 6 }, into);
  const words = [0, 1, 2, 3, 4, 5].map((zone) => ['held', 'gained', 'lost'].filter((word) => into[word][zone] !== NONE).join());
  assert.deepEqual(words, ['held', 'gained,lost', 'lost', 'gained', 'gained,lost', '']);
});
