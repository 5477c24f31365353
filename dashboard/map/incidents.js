// The archive under the map: cells, or single incidents, fetched by tile and year as the view and the clock need them.

import { decodeColumns, sums } from './columns.js';
import { scaleOf, unitX, unitY } from './project.js';
import { Tally, kindAt, needed, shade } from './tally.js';
import { after } from './state.js';

const STEPS = 10_000;
const KEPT = 96;
const YEAR_DAYS = 365.2425;
/** What incidents are filled with, and the line around them. */
const THEMES = { light: ['#5b2a00', '#ffffff'], dark: ['#ffc27a', '#14181d'] };
const DOT = 3;

export class Incidents {
  /** @param {{bring: (url: string) => Promise<ArrayBuffer>, arrived: () => void}} act */
  constructor({ bring, arrived }) {
    Object.assign(this, { bring, arrived, tiles: new Map(), archive: null, shown: [] });
  }

  /** Another archive, or none. */
  of(archive) {
    if (archive?.version === this.archive?.version) return;
    this.archive = archive;
    this.tiles.clear();
    this.shown = [];
  }

  /** Find the tiles of a view and window, and fetch those that are missing. */
  aim(zoom, box, day, window) {
    if (!this.archive) return;
    const { first, last, tiles } = this.archive;
    this.kind = kindAt(zoom);
    const years = yearsOf(Math.max(day - window + 1, first), Math.min(day, last));
    this.shown = needed(this.kind, tiles, box, years).map((key) => this.tile(key));
    for (const key of needed(this.kind, tiles, box, beside(years, first, last))) this.tile(key);
    this.forget();
  }

  tile(key) {
    const name = key.join('/');
    let tile = this.tiles.get(name);
    if (tile) this.tiles.delete(name);
    else {
      tile = { data: null };
      this.bring(`/kharita/incidents/${this.archive.version}/${name}.bin`)
        .then((buffer) => { tile.data = key[0] === 'single' ? singles(buffer) : counted(buffer); this.arrived(); }, () => { this.tiles.delete(name); });
    }
    this.tiles.set(name, tile);
    return tile;
  }

  /** Let go of the tiles that were not looked at for longest. */
  forget() {
    for (const name of this.tiles.keys()) {
      if (this.tiles.size <= KEPT) return;
      this.tiles.delete(name);
    }
  }

  paint(ctx, frame, { day, window, theme }) {
    if (!this.archive) return;
    [ctx.fillStyle, ctx.strokeStyle] = THEMES[theme];
    const ready = this.shown.filter(({ data }) => data);
    if (this.kind === 'single') ready.forEach(({ data }) => paintSingles(ctx, frame, data, day - window + 1, day));
    else paintCells(ctx, frame, ready.map(({ data }) => data), day - window + 1, day);
    ctx.globalAlpha = 1;
  }

  /** What lies at a point of the unit square: {incidents, deaths} of its cell, or the rows of single incidents near it; null: nothing. */
  at(x, y, reach) {
    for (const { data } of this.shown) {
      const found = data && (data.tally ? cellAt(data, x, y) : singleAt(data, x, y, reach));
      if (found) return found;
    }
    return null;
  }
}

const yearOf = (day) => new Date(day * 86_400_000).getUTCFullYear();

function yearsOf(start, end) {
  if (end < start) return [];
  return Array.from({ length: yearOf(end) - yearOf(start) + 1 }, (_, index) => yearOf(start) + index);
}

/** The years before and after, which the clock may reach next. */
function beside(years, first, last) {
  if (!years.length) return [];
  const half = YEAR_DAYS / 2;
  return [years[0] - 1, years.at(-1) + 1].filter((year) => year >= yearOf(first - half) && year <= yearOf(last + half) && year >= yearOf(first) && year <= yearOf(last));
}

function counted(buffer) {
  const { column } = decodeColumns(buffer);
  const [corners, lon, lat] = ['cell.corners', 'cell.lon', 'cell.lat'].map(column);
  const xy = new Float64Array(lon.length * 2);
  for (let i = 0; i < lon.length; i += 1) [xy[i * 2], xy[i * 2 + 1]] = [unitX(lon[i] / STEPS), unitY(lat[i] / STEPS)];
  const rows = Object.fromEntries(['day', 'cell', 'incidents', 'deaths'].map((name) => [name, column(`row.${name}`)]));
  const start = sums(corners);
  return { start, xy, middles: middlesOf(xy, start), tally: new Tally(rows, corners.length) };
}

function middlesOf(xy, start) {
  const middles = new Float64Array((start.length - 1) * 2);
  for (let cell = 0; cell < start.length - 1; cell += 1) {
    const many = start[cell + 1] - start[cell];
    for (let i = start[cell]; i < start[cell + 1]; i += 1) {
      middles[cell * 2] += xy[i * 2] / many;
      middles[cell * 2 + 1] += xy[i * 2 + 1] / many;
    }
  }
  return middles;
}

function singles(buffer) {
  const { head, column } = decodeColumns(buffer);
  const rows = Object.fromEntries(['day', 'lasts', 'lon', 'lat', 'deaths', 'precision', 'kind', 'a', 'b'].map((name) => [name, column(`row.${name}`)]));
  return { ...head, rows, x: Float64Array.from(rows.lon, (lon) => unitX(lon / STEPS)), y: Float64Array.from(rows.lat, (lat) => unitY(lat / STEPS)), first: 0, last: 0 };
}

function paintCells(ctx, frame, parts, start, end) {
  let most = 0;
  for (const { tally } of parts) {
    tally.move(start, end);
    most = tally.incidents.reduce((a, b) => Math.max(a, b), most);
  }
  ctx.globalAlpha = 0.72;
  for (const part of parts) {
    for (let cell = 0; cell < part.tally.incidents.length; cell += 1) {
      if (part.tally.incidents[cell]) hexagon(ctx, frame, part, cell, 0.22 + 0.68 * shade(part.tally.incidents[cell], most));
    }
  }
}

/** A cell drawn smaller than it is, about its middle, so that the ground under it stays to be seen. */
function hexagon(ctx, frame, { start, xy, middles }, cell, size) {
  const [mx, my] = [middles[cell * 2], middles[cell * 2 + 1]];
  ctx.beginPath();
  for (let i = start[cell]; i < start[cell + 1]; i += 1) {
    const { x, y } = frame.spot(mx + (xy[i * 2] - mx) * size, my + (xy[i * 2 + 1] - my) * size);
    ctx.lineTo(x, y);
  }
  ctx.closePath();
  ctx.fill();
  ctx.lineWidth = 0.8;
  ctx.stroke();
}

function paintSingles(ctx, frame, data, start, end) {
  const { day } = data.rows;
  [data.first, data.last] = [after(day, start - 1), after(day, end)];
  ctx.globalAlpha = 0.65;
  for (let row = data.first; row < data.last; row += 1) {
    const { x, y } = frame.spot(data.x[row], data.y[row]);
    if (x < -DOT || y < -DOT || x > frame.size.x + DOT || y > frame.size.y + DOT) continue;
    const size = DOT + Math.min(Math.log1p(data.rows.deaths[row]), 5);
    ctx.fillRect(x - size / 2, y - size / 2, size, size);
  }
}

function cellAt({ tally, start, xy }, x, y) {
  for (let cell = 0; cell < tally.incidents.length; cell += 1) {
    if (tally.incidents[cell] && within(xy, start[cell], start[cell + 1], x, y)) return { incidents: tally.incidents[cell], deaths: tally.deaths[cell] };
  }
  return null;
}

/** Whether a point lies in a ring, by the crossings of a ray. */
function within(xy, first, after_, x, y) {
  let inside = false;
  for (let i = first, j = after_ - 1; i < after_; j = i, i += 1) {
    const [xi, yi, xj, yj] = [xy[i * 2], xy[i * 2 + 1], xy[j * 2], xy[j * 2 + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function singleAt(data, x, y, reach) {
  const rows = [];
  for (let row = data.first; row < data.last; row += 1) {
    if (Math.abs(data.x[row] - x) < reach && Math.abs(data.y[row] - y) < reach) rows.push(row);
  }
  return rows.length ? { rows, data } : null;
}

/** Pixels as a share of the unit square at a zoom. */
export const reachOf = (pixels, zoom) => pixels / scaleOf(zoom);
