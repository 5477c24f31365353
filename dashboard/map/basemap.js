// The offline basemap: land, borders, water, and the names of countries, provinces and towns.

import { decodeLine } from './wire.js';
import { PathCache, unitLine } from './project.js';
import { THEMES } from './style.js';

export const FORMAT = 'kharita-basemap/1';

/**
 * A basemap pack, projected once.
 * Areas are {name, lon, lat, polygons}, lines {name, lines}, towns {name, lon, lat, population}.
 * @throws {Error} if it has another format
 */
export function decodeBasemap(pack) {
  if (pack.format !== FORMAT) throw new Error(`not a ${FORMAT}`);
  const project = (coded) => unitLine(decodeLine(coded));
  const areas = (list = []) => list.flatMap((one) => one.polygons.flat().map(project));
  const lines = (list = []) => list.flatMap((one) => one.lines.map(project));
  return {
    world: areas(pack.world), countries: areas(pack.countries), provinces: areas(pack.provinces),
    lakes: areas(pack.lakes), rivers: lines(pack.rivers), disputed: lines(pack.disputed),
    names: {
      countries: named(pack.countries, pack.world), provinces: named([], pack.provinces),
      towns: [...(pack.towns || [])].sort((a, b) => b.population - a.population),
    },
    closed: new PathCache(true), open: new PathCache(false),
  };
}

/** Areas with a name and a point for it; those of `first` stand in for their namesakes in `rest`. */
function named(first = [], rest = []) {
  const known = new Set(first.map((one) => one.name?.en));
  return [...first, ...rest.filter((one) => !known.has(one.name?.en))].filter((one) => one.name && one.lon !== undefined);
}

/** Draw land, borders and water, under the history. */
export function paintBase(ctx, frame, base, theme) {
  const t = THEMES[theme];
  const { zoom, shift } = frame;
  base.closed.at(frame.scale, frame.origin);
  base.open.at(frame.scale, frame.origin);
  const area = (name) => base.closed.get(name, base[name]);
  ctx.save();
  ctx.translate(shift.x, shift.y);
  ctx.lineJoin = 'round';
  fill(ctx, area('world'), t.far);
  stroke(ctx, area('world'), t.coast, 0.7);
  fill(ctx, area('countries'), t.land);
  if (zoom >= 5) stroke(ctx, area('provinces'), t.province, zoom >= 7 ? 1 : 0.7);
  fill(ctx, area('lakes'), t.sea);
  stroke(ctx, base.open.get('rivers', base.rivers), t.river, zoom >= 6.5 ? 1.4 : 0.9);
  ctx.restore();
}

/** Draw borders once more, thinly, over the history: dashed where they are in dispute. */
export function paintBorders(ctx, frame, base, theme) {
  const t = THEMES[theme];
  base.closed.at(frame.scale, frame.origin);
  base.open.at(frame.scale, frame.origin);
  ctx.save();
  ctx.translate(frame.shift.x, frame.shift.y);
  ctx.globalAlpha = 0.45;
  if (frame.zoom >= 5) stroke(ctx, base.open.get('rivers', base.rivers), t.river, frame.zoom >= 6.5 ? 1.4 : 0.9);
  ctx.globalAlpha = 0.9;
  stroke(ctx, base.closed.get('countries', base.countries), t.border, frame.zoom >= 6 ? 1.2 : 0.8);
  ctx.setLineDash([5, 4]);
  stroke(ctx, base.open.get('disputed', base.disputed), t.border, 1.2);
  ctx.restore();
}

function fill(ctx, path, colour) {
  ctx.fillStyle = colour;
  ctx.fill(path, 'evenodd');
}

function stroke(ctx, path, colour, width) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke(path);
}
