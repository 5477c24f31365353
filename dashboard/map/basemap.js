// The offline basemap on its own canvas: sea, land, borders, rivers, lakes. It changes only with the map's view.

import { decodeLine, shapeOf } from './wire.js';
import { PathCache, unitLine } from './project.js';
import { THEMES } from './style.js';

export const FORMAT = 'kharita-basemap/1';

/** @throws {Error} if the pack has another format */
export function decodeBase(pack) {
  if (pack.format !== FORMAT) throw new Error(`not a ${FORMAT}`);
  const areas = (layer) => pack[layer].map((item) => ({ ...item, lines: shapeOf(item.rings).polygons.flat().map(unitLine) }));
  return {
    world: areas('world'), countries: areas('countries'), provinces: areas('provinces'), lakes: areas('lakes'),
    rivers: pack.rivers.map((item) => item.lines.map((line) => unitLine(decodeLine(line)))),
    towns: pack.towns,
    attribution: pack.attribution,
    closed: new PathCache(true),
    open: new PathCache(false),
  };
}

/** Draw the ground that the history lies on. */
export function paintBase(ctx, frame, base, themeName) {
  const theme = THEMES[themeName];
  ctx.fillStyle = theme.sea;
  ctx.fillRect(0, 0, frame.size.x, frame.size.y);
  base.closed.at(frame.scale, frame.origin);
  base.open.at(frame.scale, frame.origin);
  ctx.save();
  ctx.translate(frame.shift.x, frame.shift.y);
  ctx.lineJoin = 'round';
  for (const [layer, fill] of [['world', theme.far], ['countries', theme.land]]) {
    base[layer].forEach((item, index) => area(ctx, base.closed.get(`${layer}${index}`, item.lines), fill, theme.coast, 0.7));
  }
  base.lakes.forEach((item, index) => area(ctx, base.closed.get(`lake${index}`, item.lines), theme.sea, theme.river, 0.5));
  ctx.restore();
}

/** Draw what must stay visible on top of coloured ground: rivers, province and country borders. */
export function paintLines(ctx, frame, base, themeName) {
  const theme = THEMES[themeName];
  base.closed.at(frame.scale, frame.origin);
  base.open.at(frame.scale, frame.origin);
  ctx.save();
  ctx.translate(frame.shift.x, frame.shift.y);
  ctx.lineJoin = 'round';
  base.rivers.forEach((lines, index) => stroke(ctx, base.open.get(`river${index}`, lines), theme.river, frame.zoom < 6 ? 0.8 : 1.4, []));
  if (frame.zoom >= 5.5) {
    base.provinces.forEach((item, index) => stroke(ctx, base.closed.get(`province${index}`, item.lines), theme.province, 0.7, [3, 3]));
  }
  base.countries.forEach((item, index) => stroke(ctx, base.closed.get(`countries${index}`, item.lines), theme.border, 1.1, []));
  ctx.restore();
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
