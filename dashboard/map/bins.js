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
    this.ending = byDay(events.day_to);
    this.end = new Int32Array(this.count);
    this.longest = 0;
    for (let i = 0; i < this.count; i += 1) {
      this.end[i] = events.day_to[this.ending[i]];
      this.longest = Math.max(this.longest, events.day_to[i] - events.day[i]);
    }
    this.cell = new Int32Array(this.count);
    this.earlier = new Int32Array(this.count);
    this.aim({ scale: 1, left: 0, top: 0, width: 0, height: 0 }, new Set());
  }

  /** Lay the cells over the part of the map that is in sight: pixels of `scale`, from its left and top. */
  aim({ scale, left, top, width, height }, hidden) {
    const { events } = this;
    const off = new Uint8Array(2 ** 16);
    for (const actor of hidden) off[actor] = 1;
    const [column, line] = [Math.floor(left / CELL), Math.floor(top / CELL)];
    this.columns = Math.floor((left + width) / CELL) - column + 1;
    this.lines = Math.floor((top + height) / CELL) - line + 1;
    const newest = new Int32Array(this.columns * this.lines).fill(-1);
    for (let event = 0; event < this.count; event += 1) {
      const x = Math.floor((events.x[event] * scale) / CELL) - column;
      const y = Math.floor((events.y[event] * scale) / CELL) - line;
      const inside = x >= 0 && y >= 0 && x < this.columns && y < this.lines && !(events.actor[event] >= 0 && off[events.actor[event]]);
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
    this.each(cell, (event) => found.push(event) < most);
    return found;
  }

  /** How many events of a cell are of each kind: [kind, count], the most frequent first. */
  kinds(cell) {
    const counts = new Map();
    this.each(cell, (event) => counts.set(this.events.kind[event], (counts.get(this.events.kind[event]) ?? 0) + 1));
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  /** Go through the events of a cell in the window, the newest first, as long as `see` wants more. */
  each(cell, see) {
    const { events, earlier, first, longest } = this;
    for (let event = this.newest[cell]; event >= 0 && events.day[event] + longest >= first; event = earlier[event]) {
      if (events.day_to[event] >= first && !see(event)) return;
    }
  }
}

/** The numbers of some days in the order of the days: a counting sort, since a clock has few days and many events. */
function byDay(days) {
  let [low, high] = [0, 0];
  days.forEach((day, i) => { [low, high] = i ? [Math.min(low, day), Math.max(high, day)] : [day, day]; });
  const next = new Uint32Array(high - low + 2);
  for (const day of days) next[day - low + 1] += 1;
  for (let i = 1; i < next.length; i += 1) next[i] += next[i - 1];
  const order = new Uint32Array(days.length);
  for (let i = 0; i < days.length; i += 1) order[next[days[i] - low]++] = i;
  return order;
}
