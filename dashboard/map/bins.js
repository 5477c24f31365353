// Events thinned by what a screen can show: one marker a cell of the map, kept as the window moves.

import { after } from './state.js';

/** The side of a cell in pixels: a marker and the room around it. */
export const CELL = 44;

/**
 * Counts of the events in the window by cell. Events begin in the order of their columns and end in an order of
 * their own: moving the window moves a mark in each, and touches only the events between.
 */
export class Bins {
  constructor(events) {
    this.events = events;
    this.count = events.day.length;
    const most = this.count || 1;
    const ends = Float64Array.from(events.day_to, (day, index) => day * most + index).sort();
    this.ending = Uint32Array.from(ends, (key) => key - Math.floor(key / most) * most);
    this.end = Int32Array.from(this.ending, (event) => events.day_to[event]);
    this.cell = new Int32Array(this.count);
    this.earlier = new Int32Array(this.count);
    this.aim({ scale: 1, left: 0, top: 0, width: 0, height: 0 }, new Set());
  }

  /** Lay the cells over the part of the map that is in sight: pixels of `scale`, from its left and top. */
  aim({ scale, left, top, width, height }, hidden) {
    const { events } = this;
    const [column, line] = [Math.floor(left / CELL), Math.floor(top / CELL)];
    this.columns = Math.floor((left + width) / CELL) - column + 1;
    this.lines = Math.floor((top + height) / CELL) - line + 1;
    const newest = new Int32Array(this.columns * this.lines).fill(-1);
    for (let event = 0; event < this.count; event += 1) {
      const x = Math.floor((events.x[event] * scale) / CELL) - column;
      const y = Math.floor((events.y[event] * scale) / CELL) - line;
      const inside = x >= 0 && y >= 0 && x < this.columns && y < this.lines && !hidden.has(events.actor[event]);
      const cell = inside ? y * this.columns + x : -1;
      this.cell[event] = cell;
      if (!inside) continue;
      this.earlier[event] = newest[cell];
      newest[cell] = event;
    }
    this.counts = new Int32Array(this.columns * this.lines);
    this.newest = newest.fill(-1);
    this.begun = this.ended = 0;
  }

  /** Show the events that touch the `window` days up to and with `day`. Returns whether anything changed. */
  move(day, window) {
    this.first = day - window + 1;
    const [begun, ended] = [after(this.events.day, day), after(this.end, this.first - 1)];
    const same = begun === this.begun && ended === this.ended;
    const { cell, counts, newest, ending, earlier } = this;
    for (; this.begun < begun; this.begun += 1) {
      const at = cell[this.begun];
      if (at < 0) continue;
      counts[at] += 1;
      newest[at] = this.begun;
    }
    while (this.begun > begun) {
      this.begun -= 1;
      const at = cell[this.begun];
      if (at < 0) continue;
      counts[at] -= 1;
      newest[at] = earlier[this.begun];
    }
    for (; this.ended < ended; this.ended += 1) if (cell[ending[this.ended]] >= 0) counts[cell[ending[this.ended]]] -= 1;
    while (this.ended > ended) {
      this.ended -= 1;
      if (cell[ending[this.ended]] >= 0) counts[cell[ending[this.ended]]] += 1;
    }
    return !same;
  }

  /** The cells with events in the window: {cell, count, event}, the event being the newest. */
  shown() {
    const found = [];
    for (let cell = 0; cell < this.counts.length; cell += 1) {
      if (this.counts[cell] > 0) found.push({ cell, count: this.counts[cell], event: this.newestIn(cell) });
    }
    return found;
  }

  newestIn(cell) {
    let event = this.newest[cell];
    while (event >= 0 && this.events.day_to[event] < this.first) event = this.earlier[event];
    return event;
  }

  /** The newest events of a cell, at most `most`. */
  members(cell, most) {
    const found = [];
    for (let event = this.newest[cell]; event >= 0 && found.length < most; event = this.earlier[event]) {
      if (this.events.day_to[event] >= this.first) found.push(event);
    }
    return found;
  }
}
