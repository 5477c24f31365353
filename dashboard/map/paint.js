// What moves between places, what happened in the window, and the places themselves: the canvas above the ground.

import { THEMES, colourOf } from './style.js';
import { DOT, MARKER, arrow, dot, marker, tally } from './marks.js';

/** Places of this rank and above are shown at a zoom. */
export const placeRank = (zoom) => (zoom < 4.5 ? 1 : zoom < 7 ? 2 : 3);

export function paintMarks(ctx, frame, scene) {
  if (scene.layers.has('links')) paintLinks(ctx, frame, scene);
  if (scene.layers.has('places')) paintPlaces(ctx, frame, scene);
  if (scene.layers.has('events')) paintEvents(ctx, frame, scene);
}

function paintLinks(ctx, frame, scene) {
  const { links, actors } = scene.pack;
  for (const index of scene.links) {
    const [actor] = links.actors[index];
    if (scene.hidden.has(actor)) continue;
    const style = { colour: colourOf(actors[actor], scene.theme), kind: links.kind[index], halo: THEMES[scene.theme].paper };
    arrow(ctx, frame.at(...links.from[index]), frame.at(...links.to[index]), style);
  }
}

function paintPlaces(ctx, frame, scene) {
  const { features } = scene.pack;
  for (const index of scene.places) {
    const { rank, lon, lat } = features[index];
    if (rank > placeRank(frame.zoom)) break;
    const at = frame.at(lon, lat);
    const actor = holderOf(scene, index);
    const colour = actor < 0 ? null : colourOf(scene.pack.actors[actor], scene.theme);
    const radius = [0, 4.2, 3.3, 2.6][rank] + (index === scene.place ? 1.5 : 0);
    const sprite = scene.sprites.get(`dot ${radius} ${actor}`, DOT, (c) => dot(c, radius, THEMES[scene.theme], colour));
    scene.sprites.put(ctx, sprite, at.x, at.y);
  }
}

/** Who has the place on the day: first whoever controls a ground of it, then who contests it, then who is present. */
function holderOf({ pack, ground }, place) {
  let best = -1;
  for (const feature of pack.grounds[place]) {
    const row = ground.row[feature];
    if (row >= 0 && (best < 0 || pack.statuses.status[row] < pack.statuses.status[best])) best = row;
  }
  return best < 0 ? -1 : pack.statuses.actor[best];
}

function paintEvents(ctx, frame, scene) {
  const { events, actors, event_kinds: kinds } = scene.pack;
  const theme = THEMES[scene.theme];
  for (const { event, count: many } of scene.cells) {
    const actor = events.actor[event];
    const kind = events.kind[event];
    const age = (scene.day - events.day_to[event]) / Math.max(scene.window, 1);
    const sprite = scene.sprites.get(`${kind} ${actor} ${tally(many)}`, MARKER, (c) => {
      marker(c, { kind: kinds[kind], many, digits: scene.write.digits, theme, colour: actor < 0 ? theme.quiet : colourOf(actors[actor], scene.theme) });
    });
    const at = frame.spot(events.x[event], events.y[event]);
    ctx.globalAlpha = Math.min(1, 1.1 - 0.6 * Math.max(age, 0));
    scene.sprites.put(ctx, sprite, at.x, at.y);
  }
  ctx.globalAlpha = 1;
}
