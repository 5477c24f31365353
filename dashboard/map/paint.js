// The history on the map: zones and regions on one canvas; links, events and places on another.

import { CONTESTED, CONTROL, answer, rowsOn, unsure } from './state.js';
import { THEMES, colourOf } from './style.js';
import { PathCache, unitLine } from './project.js';
import { arrow, marker } from './marks.js';

/** The shapes of a pack, projected once; paths are kept for each zoom. */
export function shapesFor(pack) {
  const lines = new Map();
  for (const [index, shape] of pack.shapes) lines.set(index, shape.polygons.flat().map(unitLine));
  const indexes = [...lines.keys()];
  const kind = (name) => indexes.filter((index) => pack.features[index].kind === name);
  return { lines, zones: kind('zone'), regions: kind('region'), cache: new PathCache() };
}

/** Draw who holds and who is present on the day of `scene`. */
export function paintGround(ctx, frame, scene) {
  const { shapes } = scene;
  shapes.cache.at(frame.scale, frame.origin);
  ctx.save();
  ctx.translate(frame.shift.x, frame.shift.y);
  ctx.lineJoin = 'round';
  const path = (index) => shapes.cache.get(index, shapes.lines.get(index));
  if (scene.layers.has('zones')) paintZones(ctx, scene, path);
  if (scene.layers.has('regions')) paintRegions(ctx, scene, path);
  paintChosen(ctx, scene, path);
  ctx.restore();
}

function paintZones(ctx, scene, path) {
  const drawn = scene.shapes.zones.map((index) => [index, visible(scene, rowsOn(scene.pack, index, scene.day))]);
  for (const [index, row] of drawn) {
    if (row < 0) outline(ctx, path(index), THEMES[scene.theme].unknown, 0.7, []);
  }
  for (const [index, row] of drawn) {
    if (row >= 0) paintZone(ctx, scene, path(index), row);
  }
  for (const [index, row] of drawn) {
    if (row >= 0) paintEdges(ctx, scene, path(index), row);
  }
}

const visible = (scene, rows) => rows.find((row) => !scene.hidden.has(scene.pack.statuses.actor[row])) ?? -1;

function paintZone(ctx, scene, path, row) {
  const { pack, fills, day } = scene;
  const rows = pack.statuses;
  const pale = unsure(rows, row, day);
  const holder = pack.actors[rows.actor[row]];
  const others = rows.against[row].map((index) => pack.actors[index]);
  const fought = rows.status[row] === CONTESTED && others.length;
  ctx.fillStyle = fought ? fills.contested(ctx, holder, others.slice(0, 2), pale) : fills.control(ctx, holder, pale);
  ctx.strokeStyle = ctx.fillStyle;
  ctx.lineWidth = 0.8;
  ctx.fill(path, 'evenodd');
  ctx.stroke(path);
}

/** Who besieges it, inside its edge; and a broken line where sources disagree. */
function paintEdges(ctx, scene, path, row) {
  const { pack, theme } = scene;
  const rows = pack.statuses;
  const [besieger] = rows.besieged_by[row];
  if (rows.status[row] === CONTROL && besieger !== undefined) {
    ctx.save();
    ctx.clip(path, 'evenodd');
    outline(ctx, path, THEMES[theme].paper, 7, []);
    outline(ctx, path, colourOf(pack.actors[besieger], theme), 5, [7, 3]);
    ctx.restore();
  }
  if (rows.disputed[row]) outline(ctx, path, THEMES[theme].ink, 1.3, [4, 3]);
}

function outline(ctx, path, colour, width, dash) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.stroke(path);
  ctx.setLineDash([]);
}

function paintRegions(ctx, scene, path) {
  for (const index of scene.shapes.regions) {
    for (const row of rowsOn(scene.pack, index, scene.day)) paintRegion(ctx, scene, path(index), row);
  }
}

function paintRegion(ctx, scene, path, row) {
  const { pack, fills, theme, day } = scene;
  const rows = pack.statuses;
  if (scene.hidden.has(rows.actor[row])) return;
  const actor = pack.actors[rows.actor[row]];
  ctx.fillStyle = fills.presence(ctx, actor, rows.strength[row], unsure(rows, row, day));
  ctx.fill(path, 'evenodd');
  outline(ctx, path, colourOf(actor, theme), 1.1, rows.disputed[row] ? [4, 3] : [1, 2.5]);
}

function paintChosen(ctx, scene, path) {
  const grounds = [...scene.lit, ...(scene.place === null ? [] : scene.pack.grounds[scene.place])];
  for (const index of grounds) {
    if (!scene.shapes.lines.has(index)) continue;
    outline(ctx, path(index), THEMES[scene.theme].paper, 4, []);
    outline(ctx, path(index), THEMES[scene.theme].ink, 1.8, []);
  }
}

/** Draw what moves between places, what happened in the window, and the places themselves. */
export function paintMarks(ctx, frame, scene) {
  if (scene.layers.has('links')) paintLinks(ctx, frame, scene);
  if (scene.layers.has('places')) paintPlaces(ctx, frame, scene);
  if (scene.layers.has('events')) paintEvents(ctx, frame, scene);
}

function paintLinks(ctx, frame, scene) {
  const { links, actors, link_kinds: kinds } = scene.pack;
  for (const index of scene.links) {
    const [actor] = links.actors[index];
    if (scene.hidden.has(actor)) continue;
    const style = { colour: colourOf(actors[actor], scene.theme), kind: kinds[links.kind[index]], halo: THEMES[scene.theme].paper };
    arrow(ctx, frame.at(...links.from[index]), frame.at(...links.to[index]), style);
  }
}

function paintPlaces(ctx, frame, scene) {
  const theme = THEMES[scene.theme];
  for (const index of scene.places) {
    const place = scene.pack.features[index];
    if (place.rank > placeRank(frame.zoom)) continue;
    const at = frame.at(place.lon, place.lat);
    const row = visible(scene, answer(scene.pack, index, scene.day));
    const actor = row < 0 ? null : scene.pack.actors[scene.pack.statuses.actor[row]];
    const radius = [0, 4.2, 3.3, 2.6][place.rank] + (index === scene.place ? 1.5 : 0);
    dot(ctx, at, radius, theme, actor && colourOf(actor, scene.theme));
  }
}

export const placeRank = (zoom) => (zoom < 4.5 ? 1 : zoom < 7 ? 2 : 3);

function dot(ctx, at, radius, theme, colour) {
  ctx.beginPath();
  ctx.arc(at.x, at.y, radius, 0, 7);
  ctx.fillStyle = colour || theme.paper;
  ctx.fill();
  ctx.lineWidth = 2.6;
  ctx.strokeStyle = theme.paper;
  ctx.stroke();
  ctx.lineWidth = 1.3;
  ctx.strokeStyle = theme.ink;
  ctx.stroke();
}

function paintEvents(ctx, frame, scene) {
  const { events, actors } = scene.pack;
  for (const group of scene.groups) {
    const last = group[group.length - 1];
    const age = (scene.day - events.day_to[last]) / Math.max(scene.window, 1);
    const actor = actors[events.actors[last][0]];
    const style = {
      kind: scene.pack.event_kinds[events.kind[last]], count: group.length, theme: THEMES[scene.theme],
      colour: actor ? colourOf(actor, scene.theme) : THEMES[scene.theme].quiet, alpha: Math.min(1, 1.1 - 0.6 * Math.max(age, 0)),
    };
    marker(ctx, frame.at(events.lon[last], events.lat[last]), style);
  }
}

/** Events at the same spot as one group, the oldest first. */
export function grouped(pack, indexes, hidden) {
  const groups = new Map();
  for (const index of indexes) {
    if (hidden.has(pack.events.actors[index][0])) continue;
    const key = `${pack.events.lon[index]} ${pack.events.lat[index]}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(index);
  }
  return [...groups.values()];
}
