// Zones and regions as shared arcs on the unit square: traced at the detail that a zoom shows, and searched by point.

import { sums } from './columns.js';
import { latOf, lonOf, mercator, unitX } from './project.js';

/** How far a simplified line may lie from the true one, in pixels. */
const TOLERANCE = 0.5;
/** From this zoom on every position is drawn. */
const FINEST = 12;

/** The shapes of a pack; topology.py makes them. */
export class Shapes {
  /** @param {{rings, arcs, refs, points, x, y, dx, dy}} columns x, y and moves in `steps` of a degree */
  constructor(columns, steps, feature, count) {
    this.feature = feature;
    this.of = new Int32Array(count).fill(-1);
    feature.forEach((index, shape) => { this.of[index] = shape; });
    this.ringStart = sums(columns.rings);
    this.arcStart = sums(columns.arcs);
    this.refs = columns.refs;
    this.pointStart = sums(columns.points);
    this.xy = unitsOf(columns, this.pointStart, steps);
    this.boxes = this.boxesOf();
    this.nodes = nodesOf(this.xy, this.pointStart);
    this.levels = new Map();
    this.projected = null;
  }

  get size() {
    return this.feature.length;
  }

  /** Each shape's arcs as [first, after) of `refs`. */
  span(shape) {
    return [this.arcStart[this.ringStart[shape]], this.arcStart[this.ringStart[shape + 1]]];
  }

  boxesOf() {
    const boxes = new Float32Array(this.size * 4);
    for (let shape = 0; shape < this.size; shape += 1) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      const [first, after] = this.span(shape);
      for (let at = first; at < after; at += 1) {
        const arc = arcOf(this.refs[at]);
        for (let i = this.pointStart[arc] * 2; i < this.pointStart[arc + 1] * 2; i += 2) {
          if (this.xy[i] < box[0]) box[0] = this.xy[i];
          if (this.xy[i + 1] < box[1]) box[1] = this.xy[i + 1];
          if (this.xy[i] > box[2]) box[2] = this.xy[i];
          if (this.xy[i + 1] > box[3]) box[3] = this.xy[i + 1];
        }
      }
      boxes.set(box, shape * 4);
    }
    return boxes;
  }

  /** The box of a shape in degrees: west, south, east, north. */
  degrees(shape) {
    const [left, top, right, bottom] = this.boxes.subarray(shape * 4, shape * 4 + 4);
    return [lonOf(left), latOf(bottom), lonOf(right), latOf(top)];
  }

  /** For each arc the one or two shapes it bounds among `shapes`; -1 where there is none. */
  sides(shapes) {
    const sides = new Int32Array((this.pointStart.length - 1) * 2).fill(-1);
    for (const shape of shapes) {
      const [first, after] = this.span(shape);
      for (let at = first; at < after; at += 1) {
        const arc = arcOf(this.refs[at]);
        sides[sides[arc * 2] < 0 ? arc * 2 : arc * 2 + 1] = shape;
      }
    }
    return sides;
  }

  /** The positions worth drawing at a zoom: indexes into `xy`, arc after arc. */
  level(zoom) {
    const octave = Math.min(Math.ceil(zoom), FINEST);
    if (!this.levels.has(octave)) this.levels.set(octave, simplified(this.xy, this.pointStart, octave));
    return this.levels.get(octave);
  }

  /** The level of a zoom as pixels of `scale` from `origin`, x and y in turn; kept until others are asked for. */
  pixels({ zoom, scale, origin }) {
    const { start, kept } = this.level(zoom);
    const now = this.projected;
    if (now && now.start === start && now.scale === scale && now.left === origin.x && now.top === origin.y) return now;
    const xy = now && now.xy.length >= kept.length * 2 ? now.xy : new Float32Array(kept.length * 2);
    for (let i = 0; i < kept.length; i += 1) {
      xy[i * 2] = this.xy[kept[i] * 2] * scale - origin.x;
      xy[i * 2 + 1] = this.xy[kept[i] * 2 + 1] * scale - origin.y;
    }
    this.projected = { start, xy, scale, left: origin.x, top: origin.y };
    return this.projected;
  }

  /** Draw the outline of a shape into a path. */
  trace(path, shape, pixels) {
    for (let ring = this.ringStart[shape]; ring < this.ringStart[shape + 1]; ring += 1) {
      for (let at = this.arcStart[ring]; at < this.arcStart[ring + 1]; at += 1) {
        this.traceArc(path, this.refs[at], pixels, at === this.arcStart[ring]);
      }
      path.closePath();
    }
  }

  /** Draw one arc, backwards where its reference says so; `fresh` begins a new line. */
  traceArc(path, ref, { start, xy }, fresh) {
    const arc = arcOf(ref);
    const way = ref < 0 ? -2 : 2;
    const last = (ref < 0 ? start[arc] : start[arc + 1] - 1) * 2;
    let at = (ref < 0 ? start[arc + 1] - 1 : start[arc]) * 2;
    if (fresh) path.moveTo(xy[at], xy[at + 1]);
    while (at !== last) {
      at += way;
      path.lineTo(xy[at], xy[at + 1]);
    }
  }

  /** Whether a point of the unit square lies in a shape: the even-odd rule, for which no arc needs a direction. */
  contains(shape, x, y) {
    const box = shape * 4;
    if (x < this.boxes[box] || y < this.boxes[box + 1] || x > this.boxes[box + 2] || y > this.boxes[box + 3]) return false;
    let inside = false;
    const [first, after] = this.span(shape);
    for (let at = first; at < after; at += 1) if (this.crossings(arcOf(this.refs[at]), x, y)) inside = !inside;
    return inside;
  }

  crossings(arc, x, y) {
    const { xy, pointStart } = this;
    let odd = false;
    for (let i = pointStart[arc] * 2; i < (pointStart[arc + 1] - 1) * 2; i += 2) {
      const above = xy[i + 1] > y;
      if (above === xy[i + 3] > y) continue;
      if (x < xy[i] + ((y - xy[i + 1]) * (xy[i + 2] - xy[i])) / (xy[i + 3] - xy[i + 1])) odd = !odd;
    }
    return odd;
  }

  /** Shapes around a point of the unit square, by the place in `order`, then the smaller before the larger. */
  at(x, y, order) {
    const { boxes } = this;
    const size = (shape) => (boxes[shape * 4 + 2] - boxes[shape * 4]) * (boxes[shape * 4 + 3] - boxes[shape * 4 + 1]);
    const found = [];
    for (let shape = 0; shape < this.size; shape += 1) if (this.contains(shape, x, y)) found.push(shape);
    return found.sort((a, b) => order(a) - order(b) || size(a) - size(b));
  }
}

export const arcOf = (ref) => (ref < 0 ? ~ref : ref);

/** For each arc the numbers of the positions at its start and its end; arcs that meet have one in common. */
function nodesOf(xy, pointStart) {
  const known = new Map();
  const nodes = new Int32Array((pointStart.length - 1) * 2);
  const fine = 2 ** 24;
  nodes.forEach((_, end) => {
    const point = pointStart[(end + 1) >> 1] - (end & 1);
    const key = Math.round(xy[point * 2] * fine) * fine * 2 + Math.round(xy[point * 2 + 1] * fine);
    if (!known.has(key)) known.set(key, known.size);
    nodes[end] = known.get(key);
  });
  return nodes;
}

function unitsOf({ x, y, dx, dy }, pointStart, steps) {
  const xy = new Float32Array(pointStart[pointStart.length - 1] * 2);
  const line = mercator();
  let move = 0;
  for (let arc = 0; arc < x.length; arc += 1) {
    let lon = x[arc];
    let lat = y[arc];
    for (let i = pointStart[arc]; i < pointStart[arc + 1]; i += 1) {
      if (i > pointStart[arc]) {
        lon += dx[move];
        lat += dy[move];
        move += 1;
      }
      xy[i * 2] = unitX(lon / steps);
      xy[i * 2 + 1] = line(lat / steps);
    }
  }
  return xy;
}

/** The positions of every arc that its line needs at the end of an octave of zoom (Douglas and Peucker 1973). */
function simplified(xy, pointStart, octave) {
  const count = pointStart.length - 1;
  const keep = new Uint8Array(xy.length / 2).fill(octave >= FINEST ? 1 : 0);
  const limit = (TOLERANCE / (256 * 2 ** octave)) ** 2;
  if (octave < FINEST) for (let arc = 0; arc < count; arc += 1) mark(keep, xy, pointStart[arc], pointStart[arc + 1] - 1, limit);
  const start = new Uint32Array(count + 1);
  const kept = new Uint32Array(keep.reduce((sum, one) => sum + one, 0));
  let filled = 0;
  for (let arc = 0; arc < count; arc += 1) {
    for (let i = pointStart[arc]; i < pointStart[arc + 1]; i += 1) if (keep[i]) kept[filled++] = i;
    start[arc + 1] = filled;
  }
  return { start, kept };
}

function mark(keep, xy, first, last, limit) {
  keep[first] = keep[last] = 1;
  const open = [first, last];
  while (open.length) {
    const b = open.pop();
    const a = open.pop();
    const [far, distance] = farthest(xy, a, b);
    if (distance <= limit) continue;
    keep[far] = 1;
    if (far - a > 1) open.push(a, far);
    if (b - far > 1) open.push(far, b);
  }
}

/** The position between two others that lies farthest from their line, and its distance squared. */
function farthest(xy, a, b) {
  const [ax, ay] = [xy[a * 2], xy[a * 2 + 1]];
  const [dx, dy] = [xy[b * 2] - ax, xy[b * 2 + 1] - ay];
  const length = dx * dx + dy * dy;
  let [far, most] = [a, -1];
  for (let i = a + 1; i < b; i += 1) {
    const [px, py] = [xy[i * 2] - ax, xy[i * 2 + 1] - ay];
    const t = length ? Math.min(Math.max((px * dx + py * dy) / length, 0), 1) : 0;
    const distance = (px - t * dx) ** 2 + (py - t * dy) ** 2;
    if (distance > most) [far, most] = [i, distance];
  }
  return [far, most];
}
