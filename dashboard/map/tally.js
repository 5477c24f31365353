// Incidents counted by cell as the clock moves, and which tiles of them a view needs. Pure.

import { after } from './state.js';
import { unitX, unitY } from './project.js';

/** From this zoom on fine cells are drawn, and from the next single incidents. */
export const FINE_FROM = 7.5;
export const SINGLE_FROM = 9.5;

/** Which kind of tile a zoom shows. */
export const kindAt = (zoom) => (zoom < FINE_FROM ? 'coarse' : zoom < SINGLE_FROM ? 'fine' : 'single');

/**
 * The tiles that a view needs, as [kind, year, x, y]: over its box, for each year that the window touches.
 * @param {{west: number, south: number, east: number, north: number}} box degrees
 * @param {Record<string, number>} zooms of the tiles, by kind
 */
export function needed(kind, zooms, box, years) {
  const many = 2 ** zooms[kind];
  const cut = (value) => Math.min(Math.max(Math.floor(value * many), 0), many - 1);
  const [left, right, top, bottom] = [cut(unitX(box.west)), cut(unitX(box.east)), cut(unitY(box.north)), cut(unitY(box.south))];
  const found = [];
  for (const year of years) {
    for (let x = left; x <= right; x += 1) for (let y = top; y <= bottom; y += 1) found.push([kind, year, x, y]);
  }
  return found;
}

/** Sums by cell over a window of days: moving the window touches only the rows between. */
export class Tally {
  /** @param {{day: Int32Array, cell: Int32Array, incidents: Int32Array, deaths: Int32Array}} rows by day */
  constructor(rows, cells) {
    this.rows = rows;
    this.incidents = new Int32Array(cells);
    this.deaths = new Int32Array(cells);
    this.first = this.last = 0;
  }

  /** Count the days from `start` up to and with `end`. */
  move(start, end) {
    const { day } = this.rows;
    const [first, last] = [after(day, start - 1), after(day, end)];
    if (first >= this.last || last <= this.first) {
      this.incidents.fill(0);
      this.deaths.fill(0);
      this.add(first, last, 1);
    } else {
      this.add(this.first, first, -1);
      this.add(first, this.first, 1);
      this.add(last, this.last, -1);
      this.add(this.last, last, 1);
    }
    [this.first, this.last] = [first, last];
  }

  add(from, to, sign) {
    const { cell, incidents, deaths } = this.rows;
    for (let row = from; row < to; row += 1) {
      this.incidents[cell[row]] += sign * incidents[row];
      this.deaths[cell[row]] += sign * deaths[row];
    }
  }
}

/** How dark a count is drawn, 0 to 1, on a scale of logarithms up to `most`. */
export const shade = (count, most) => Math.log1p(count) / Math.log1p(Math.max(most, 1));
