// The offline basemap on its own canvas: sea, land, borders, rivers, lakes. It changes only with the map's view.

import { decodeLine } from './wire.js';
import { PathCache, pathOf, unitLine } from './project.js';
import { THEMES } from './style.js';

export const FORMAT = 'kharita-basemap/1';

/** @throws {Error} if the pack has another format */
export function decodeBase(pack) {
  if (pack.format !== FORMAT) throw new Error(`not a ${FORMAT}`);
  const line = (coded) => unitLine(decodeLine(coded, pack.scale));
  const areas = (layer) => pack[layer].map((item) => ({ ...item, lines: item.rings.flat().map(line) }));
  return {
    world: areas('world'), countries: areas('countries'), provinces: areas('provinces'), lakes: areas('lakes'),
    rivers: pack.rivers.map((item) => item.lines.map(line)),
    towns: pack.towns,
    attribution: pack.attribution,
    paths: new PathCache(),
  };
}

/** Draw the ground that the history lies on. */
export function paintBase(ctx, frame, base, themeName) {
  const theme = THEMES[themeName];
  ctx.fillStyle = theme.sea;
  ctx.fillRect(0, 0, frame.size.x, frame.size.y);
  base.paths.at(frame.scale, frame.origin);
  ctx.save();
  ctx.translate(frame.shift.x, frame.shift.y);
  ctx.lineJoin = 'round';
  for (const [layer, fill] of [['world', theme.far], ['countries', theme.land]]) {
    base[layer].forEach((item, index) => area(ctx, pathIn(base, layer, index, item.lines), fill, theme.coast, 0.7));
  }
  base.lakes.forEach((item, index) => area(ctx, pathIn(base, 'lakes', index, item.lines), theme.sea, theme.river, 0.5));
  ctx.restore();
}

/** Draw what must stay visible on top of coloured ground: rivers, province and country borders. */
export function paintLines(ctx, frame, base, themeName) {
  const theme = THEMES[themeName];
  base.paths.at(frame.scale, frame.origin);
  ctx.save();
  ctx.translate(frame.shift.x, frame.shift.y);
  ctx.lineJoin = 'round';
  base.rivers.forEach((lines, index) => stroke(ctx, pathIn(base, 'rivers', index, lines), theme.river, frame.zoom < 6 ? 0.8 : 1.4, []));
  if (frame.zoom >= 5.5) {
    base.provinces.forEach((item, index) => stroke(ctx, pathIn(base, 'provinces', index, item.lines), theme.province, 0.7, [3, 3]));
  }
  base.countries.forEach((item, index) => stroke(ctx, pathIn(base, 'countries', index, item.lines), theme.border, 1.1, []));
  ctx.restore();
}

/** A shape's path at the zoom in sight; only rivers are lines that do not close. */
function pathIn(base, layer, index, lines) {
  return base.paths.get(`${layer}${index}`, (scale, origin) => pathOf(lines, scale, origin, layer !== 'rivers'));
}

function area(ctx, path, fill, line, width) {
  ctx.fillStyle = fill;
  ctx.fill(path, 'evenodd');
  stroke(ctx, path, line, width, []);
}

function stroke(ctx, path, colour, width, dash) {
  ctx.setLineDash(dash);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke(path);
  ctx.setLineDash([]);
}
