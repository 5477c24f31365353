// Names on the map that do not fight: curated places first, then countries, provinces and towns, each where it is free.

import { THEMES, font } from './style.js';
import { placeRank } from './paint.js';
import { twins } from './twins.js';

/** Boxes that are taken; `take` answers whether one was free. */
export class Room {
  constructor() {
    this.boxes = [];
    this.names = new Set();
  }

  take(box) {
    const free = this.boxes.every(([x, y, x2, y2]) => box[2] <= x || box[0] >= x2 || box[3] <= y || box[1] >= y2);
    if (free) this.boxes.push(box);
    return free;
  }
}

/** The least population of a town that is named at a zoom. */
export const townLimit = (zoom) => (zoom < 5 ? Infinity : zoom < 6 ? 1_000_000 : zoom < 7 ? 350_000 : zoom < 8 ? 120_000 : 0);

/** Draw all names of one frame. */
export function paintLabels(ctx, frame, { pack, base, places, lang, theme, layers, place }) {
  const room = new Room();
  const colours = THEMES[theme];
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  const put = (text, lon, lat, style) => name(ctx, frame, room, text, lon, lat, style);
  const named = new Set();
  if (layers.has('places')) {
    const shown = places.filter((index) => index === place || pack.features[index].rank <= placeRank(frame.zoom));
    shown.sort((a, b) => (b === place) - (a === place) || pack.features[a].rank - pack.features[b].rank);
    for (const index of shown) {
      const { name: words, lon, lat, rank } = pack.features[index];
      const free = put(words[lang], lon, lat, { size: [0, 13.5, 12, 11][rank], weight: [0, 700, 600, 500][rank], colour: colours.ink, halo: colours.halo, gap: 8 });
      if (free) named.add(index);
    }
  }
  for (const item of base.countries) {
    if (item.name && frame.zoom < 7.5) put(item.name[lang], ...item.label, { size: 12, weight: 600, colour: colours.quiet, halo: colours.halo, spaced: lang === 'en' });
  }
  for (const item of base.provinces) {
    if (item.name && frame.zoom >= 7) put(item.name[lang], ...item.label, { size: 11, weight: 500, colour: colours.quiet, halo: colours.halo });
  }
  const limit = townLimit(frame.zoom);
  const known = twins(pack, base.towns);
  for (const town of base.towns) {
    if (town.population < limit) break;
    if (known.get(town)?.some((index) => named.has(index))) continue;
    put(town.name[lang], town.lon, town.lat, { size: 10.5, weight: 400, colour: colours.quiet, halo: colours.halo, gap: 5, dot: true });
  }
}

/** Set a name where it is free; answers whether it was. */
function name(ctx, frame, room, text, lon, lat, style) {
  const at = frame.at(lon, lat);
  if (room.names.has(text)) return false;
  if (at.x < -60 || at.y < -20 || at.x > frame.size.x + 60 || at.y > frame.size.y + 20) return false;
  ctx.font = font(style.size, style.weight);
  ctx.letterSpacing = style.spaced ? '1.5px' : '0px';
  const width = ctx.measureText(text).width;
  const half = style.size * 0.75;
  const sides = style.gap ? [at.x + style.gap, at.x - style.gap - width] : [at.x - width / 2];
  const left = sides.find((x) => room.take([x - 2, at.y - half, x + width + 2, at.y + half]));
  if (left === undefined) return false;
  room.names.add(text);
  if (style.dot) spot(ctx, at, style.colour);
  ctx.textAlign = 'left';
  ctx.lineWidth = 3.2;
  ctx.strokeStyle = style.halo;
  ctx.strokeText(text, left, at.y);
  ctx.fillStyle = style.colour;
  ctx.fillText(text, left, at.y);
  return true;
}

function spot(ctx, at, colour) {
  ctx.beginPath();
  ctx.arc(at.x, at.y, 1.6, 0, 7);
  ctx.fillStyle = colour;
  ctx.fill();
}
