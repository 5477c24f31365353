// Names on the map that never cover one another: curated places first, then countries, provinces and towns.

import { THEMES, font } from './style.js';
import { placeRank } from './paint.js';

/** Draw the names for a view. `scene` names places, language and theme; `base` may be missing. */
export function paintLabels(ctx, frame, scene, base) {
  const taken = new Boxes();
  const draw = { ctx, frame, taken, lang: scene.lang, theme: THEMES[scene.theme], limit: 0 };
  ctx.direction = scene.lang === 'ar' ? 'rtl' : 'ltr';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  if (scene.layers.has('places')) curated(draw, scene);
  if (!base) return;
  countries(draw, base.names.countries);
  if (frame.zoom >= 6.75) provinces(draw, base.names.provinces);
  if (frame.zoom >= 5.5) towns(draw, base.names.towns);
}

function curated(draw, scene) {
  const { features } = scene.pack;
  const ranked = scene.places.filter((index) => features[index].rank <= placeRank(draw.frame.zoom));
  const first = (index) => (index === scene.place ? 0 : features[index].rank);
  ranked.sort((a, b) => first(a) - first(b));
  for (const index of ranked) {
    const place = features[index];
    draw.taken.add(square(draw.frame.at(place.lon, place.lat), 5));
  }
  for (const index of ranked) {
    const place = features[index];
    const bold = index === scene.place || place.rank === 1;
    beside(draw, place, { size: [0, 13, 12, 11][place.rank], weight: bold ? 650 : 500, colour: draw.theme.ink, gap: 8 });
  }
}

function countries(draw, list) {
  const size = draw.frame.zoom < 4 ? 11 : 13;
  if (draw.frame.zoom < 3.2) return;
  for (const one of list) {
    const style = { size, weight: 500, colour: draw.theme.quiet, spacing: draw.lang === 'ar' ? 0 : 3, caps: draw.lang !== 'ar' };
    centred(draw, one, style);
  }
}

function provinces(draw, list) {
  for (const one of list) centred(draw, one, { size: 11, weight: 400, colour: draw.theme.quiet, spacing: draw.lang === 'ar' ? 0 : 1 });
}

function towns(draw, list) {
  const least = 10 ** (5.9 - (draw.frame.zoom - 5.5) * 0.55);
  for (const town of list) {
    if (town.population < least) break;
    const at = draw.frame.at(town.lon, town.lat);
    if (!inside(draw.frame, at) || draw.taken.hits(square(at, 4))) continue;
    const style = { size: 11, weight: 400, colour: draw.theme.quiet, gap: 6 };
    if (beside(draw, town, style)) pip(draw, at);
  }
}

function pip({ ctx, theme, taken }, at) {
  taken.add(square(at, 3));
  ctx.beginPath();
  ctx.arc(at.x, at.y, 1.6, 0, 7);
  ctx.fillStyle = theme.quiet;
  ctx.fill();
}

/** A name on one side of its point, or on another where that is taken; false where none is free. */
function beside(draw, one, style) {
  const at = draw.frame.at(one.lon, one.lat);
  if (!inside(draw.frame, at)) return false;
  const width = measure(draw, one, style);
  const half = style.size * 0.62;
  const side = draw.lang === 'ar' ? -1 : 1;
  const { gap } = style;
  const spots = [
    [side * (gap + width / 2), 0], [-side * (gap + width / 2), 0], [0, -gap - half], [0, gap + half],
    [side * (gap + width / 2), -half], [side * (gap + width / 2), half],
  ];
  return spots.some(([dx, dy]) => place(draw, one, style, { x: at.x + dx, y: at.y + dy }, width, half));
}

function centred(draw, one, style) {
  const at = draw.frame.at(one.lon, one.lat);
  if (inside(draw.frame, at)) place(draw, one, style, at, measure(draw, one, style), style.size * 0.62);
}

function place(draw, one, style, at, width, half) {
  const box = [at.x - width / 2 - 1, at.y - half, at.x + width / 2 + 1, at.y + half];
  if (draw.taken.hits(box)) return false;
  draw.taken.add(box);
  const { ctx } = draw;
  ctx.textAlign = 'center';
  ctx.strokeStyle = draw.theme.halo;
  ctx.lineWidth = 3;
  ctx.strokeText(words(draw, one, style), at.x, at.y);
  ctx.fillStyle = style.colour;
  ctx.fillText(words(draw, one, style), at.x, at.y);
  return true;
}

const words = (draw, one, style) => (style.caps ? one.name[draw.lang].toLocaleUpperCase('en') : one.name[draw.lang] || one.name.en);

function measure(draw, one, style) {
  draw.ctx.font = font(style.size, style.weight);
  draw.ctx.letterSpacing = `${style.spacing || 0}px`;
  return draw.ctx.measureText(words(draw, one, style)).width;
}

const square = ({ x, y }, half) => [x - half, y - half, x + half, y + half];

const inside = ({ size }, at) => at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y;

/** Boxes on the screen, in cells of 64 pixels, so that a hit is found among few. */
class Boxes {
  cells = new Map();

  * keys([west, north, east, south]) {
    for (let x = Math.floor(west / 64); x <= Math.floor(east / 64); x += 1) {
      for (let y = Math.floor(north / 64); y <= Math.floor(south / 64); y += 1) yield x * 4096 + y;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  hits([west, north, east, south]) {
    const meets = (box) => west < box[2] && box[0] < east && north < box[3] && box[1] < south;
    return [...this.keys([west, north, east, south])].some((key) => this.cells.get(key)?.some(meets));
  }
}
