// The clock's axis: days to pixels and back, mirrored where the language reads from the right.

import { clamp, years } from './days.js';

export class Axis {
  constructor(start, end, width, rtl) {
    Object.assign(this, { start, end, width, rtl });
  }

  /** Where a day begins, in pixels from the left. */
  x(day) {
    const along = ((day - this.start) / (this.end + 1 - this.start)) * this.width;
    return this.rtl ? this.width - along : along;
  }

  /** The day at a distance from the left, within the clock. */
  day(x) {
    const along = this.rtl ? this.width - x : x;
    const day = Math.floor(this.start + (along / this.width) * (this.end + 1 - this.start));
    return clamp(day, this.start, this.end);
  }

  /** Left edge and width of the days from `first` up to, and without, `after`. */
  span(first, after) {
    const [a, b] = [this.x(first), this.x(after)];
    return [Math.min(a, b), Math.abs(b - a)];
  }

  /** Years with their place; fewer where they would stand too close. */
  ticks(room = 44) {
    const all = years(this.start, this.end);
    const every = Math.max(1, Math.ceil((all.length * room) / this.width));
    return all.map((tick) => ({ ...tick, x: this.x(tick.day), named: tick.year % every === 0 }));
  }
}
