// Ground of one kind as one outline: which arcs bound it, and the lines they make together. Pure; no array is made while it runs.

import { arcOf } from './shapes.js';

export const NONE = -1;

/** The arcs along which shapes of one key meet others: first `gather`, then `trace` a key or go through `border`. */
export class Outlines {
  /**
   * @param {object} shapes
   * @param {Int32Array} members the shapes that count as neighbours; no more than two of them on an arc
   * @param {number} keys how many keys there may be, counted from 0
   */
  constructor(shapes, members, keys) {
    const arcs = shapes.pointStart.length - 1;
    [this.shapes, this.sides] = [shapes, shapes.sides(members)];
    [this.turn, this.shown, this.met] = [0, new Uint32Array(shapes.size), new Uint32Array(arcs)];
    [this.many, this.border, this.sorted] = [0, new Int32Array(arcs), new Int32Array(arcs * 2)];
    [this.start, this.next] = [new Uint32Array(keys + 1), new Uint32Array(keys + 1)];
    [this.stroke, this.used, this.links] = [0, new Uint32Array(arcs), new Int32Array(arcs * 2)];
    [this.reached, this.heads] = [new Uint32Array(arcs * 2), new Int32Array(arcs * 2)];
  }

  /** Look at the first `count` shapes of `list` alone, each with its key of `keys` or NONE; all others count as NONE. */
  gather(list, count, keys) {
    this.turn += 1;
    this.many = 0;
    this.start.fill(0);
    for (let i = 0; i < count; i += 1) this.shown[list[i]] = this.turn;
    for (let i = 0; i < count; i += 1) if (keys[list[i]] !== NONE) this.meet(list[i], keys);
    for (let key = 1; key < this.start.length; key += 1) this.start[key] += this.start[key - 1];
    this.next.set(this.start);
    for (let i = 0; i < this.many; i += 1) {
      const arc = this.border[i];
      for (let end = arc * 2; end < arc * 2 + 2; end += 1) {
        const key = this.keyOf(this.sides[end], keys);
        if (key !== NONE) this.sorted[this.next[key]++] = arc;
      }
    }
  }

  /** Let `border` be every arc of those of the first `count` shapes of `list` that have a key. */
  surround(list, count, keys) {
    const { shapes, met } = this;
    this.turn += 1;
    this.many = 0;
    for (let i = 0; i < count; i += 1) {
      if (keys[list[i]] === NONE) continue;
      const after = shapes.arcStart[shapes.ringStart[list[i] + 1]];
      for (let at = shapes.arcStart[shapes.ringStart[list[i]]]; at < after; at += 1) {
        const arc = arcOf(shapes.refs[at]);
        if (met[arc] === this.turn) continue;
        met[arc] = this.turn;
        this.border[this.many++] = arc;
      }
    }
  }

  /** Add the arcs of a shape that bound its kind. */
  meet(shape, keys) {
    const { shapes, sides, met, turn, start } = this;
    const after = shapes.arcStart[shapes.ringStart[shape + 1]];
    for (let at = shapes.arcStart[shapes.ringStart[shape]]; at < after; at += 1) {
      const arc = arcOf(shapes.refs[at]);
      if (met[arc] === turn) continue;
      met[arc] = turn;
      const [a, b] = [this.keyOf(sides[arc * 2], keys), this.keyOf(sides[arc * 2 + 1], keys)];
      if (a === b) continue;
      this.border[this.many++] = arc;
      if (a !== NONE) start[a + 1] += 1;
      if (b !== NONE) start[b + 1] += 1;
    }
  }

  keyOf(shape, keys) {
    return shape >= 0 && this.shown[shape] === this.turn ? keys[shape] : NONE;
  }

  has(key) {
    return this.start[key] < this.start[key + 1];
  }

  /** Draw the outlines of one key into a path, end to end; for the even-odd rule, which asks no direction. */
  trace(path, key, pixels) {
    const { sorted, used, shapes: { nodes } } = this;
    const [first, after] = [this.start[key], this.start[key + 1]];
    this.stroke += 1;
    for (let at = first; at < after; at += 1) {
      this.link(sorted[at] * 2);
      this.link(sorted[at] * 2 + 1);
    }
    for (let at = first; at < after; at += 1) {
      if (used[sorted[at]] === this.stroke) continue;
      let end = sorted[at] * 2;
      let fresh = true;
      while (end >= 0) {
        const arc = end >> 1;
        used[arc] = this.stroke;
        this.shapes.traceArc(path, end & 1 ? ~arc : arc, pixels, fresh);
        fresh = false;
        end = this.onwards(nodes[end ^ 1]);
      }
      path.closePath();
    }
  }

  /** Put an end of an arc to the others that meet there. */
  link(end) {
    const node = this.shapes.nodes[end];
    if (this.reached[node] !== this.stroke) {
      this.reached[node] = this.stroke;
      this.heads[node] = -1;
    }
    this.links[end] = this.heads[node];
    this.heads[node] = end;
  }

  /** An end of an arc at a node that is still to be drawn, or -1. */
  onwards(node) {
    let end = this.heads[node];
    while (end >= 0 && this.used[end >> 1] === this.stroke) end = this.links[end];
    this.heads[node] = end;
    return end;
  }
}
