// The facts of a day out of the pack, for the words beside the map. Pure: nothing here knows the page.

import { CONTESTED, answer, areasOn, inTheatre, rowsOn } from '../map/state.js';

/** Who holds how much: ISIS first where it may hold ground, then by ground. */
export function figuresOn(pack, theatre, day) {
  const first = (row) => (pack.actors[row.actor].id === 'isis' ? 0 : 1);
  return areasOn(pack, theatre, day).sort((a, b) => first(a) - first(b) || b.km2 - a.km2);
}

/** The zones whose holder or status differs between two days, the newest first: {feature, from, to, row, day}; rows or -1. */
export function flips(pack, theatre, start, end) {
  const found = [];
  for (const [feature, { kind }] of pack.features.entries()) {
    if (kind !== 'zone' || !inTheatre(pack, feature, theatre)) continue;
    const [from, to] = [start, end].map((day) => rowsOn(pack, feature, day)[0] ?? -1);
    if (from === to || alike(pack, from, to)) continue;
    const day = to >= 0 ? pack.statuses.from[to] : pack.statuses.to[from];
    found.push({ feature, from, to, row: to >= 0 ? to : from, day });
  }
  return found.sort((a, b) => b.day - a.day || a.feature - b.feature);
}

function alike({ statuses }, a, b) {
  return a >= 0 && b >= 0 && statuses.actor[a] === statuses.actor[b] && statuses.status[a] === statuses.status[b];
}

/** One side of a flip in words: the holder, and whether it is fought over. */
export function side({ statuses, actors }, row, lang, words) {
  if (row < 0) return words.not_known;
  return actors[statuses.actor[row]].name[lang] + (statuses.status[row] === CONTESTED ? ` (${words.contested})` : '');
}

/** Events that touch the `window` days up to and with `day`, the newest first. */
export function eventsOn(pack, theatre, day, window) {
  const bit = theatre === 'all' ? -1 : 1 << pack.theatres.findIndex((one) => one.id === theatre);
  const { events } = pack;
  const touches = (index) => events.day[index] <= day && events.day_to[index] > day - window && events.theatres[index] & bit;
  return [...events.day.keys()].filter(touches).reverse();
}

/** The places of a theatre by rank and name, each with its rows on the day. */
export function placesOn(pack, theatre, day, lang) {
  const inside = [...pack.features.keys()].filter((index) => pack.features[index].kind === 'place' && inTheatre(pack, index, theatre));
  const order = ([a, b]) => pack.features[a].rank - pack.features[b].rank || pack.features[a].name[lang].localeCompare(pack.features[b].name[lang], lang);
  return inside.sort((a, b) => order([a, b])).map((feature) => ({ feature, rows: answer(pack, feature, day) }));
}

/** Whether a source says something else of the ground of a feature on the day. */
export function torn({ disputes, grounds }, feature, day) {
  return disputes.feature.some((ground, index) => grounds[feature].includes(ground) && disputes.from[index] <= day && day < disputes.to[index]);
}
