// Who holds what on the day of the clock, kept as the clock moves: only features with a change between are looked at.

import { after, holds, unsure } from './state.js';

/** The days on which any feature's drawing changes, ascending, and the feature of each. */
function edgesOf({ statuses, features, disputes }) {
  const most = features.length;
  const found = [];
  for (let row = 0; row < statuses.from.length; row += 1) {
    for (const day of new Set([statuses.from[row], statuses.from_sure[row], statuses.to[row]])) found.push(day * most + statuses.feature[row]);
  }
  disputes.feature.forEach((feature, index) => found.push(disputes.from[index] * most + feature, disputes.to[index] * most + feature));
  const sorted = Float64Array.from(found).sort();
  return { days: Int32Array.from(sorted, (key) => Math.floor(key / most)), features: Int32Array.from(sorted, (key) => key - Math.floor(key / most) * most) };
}

/** The spans of days in which sources disagree about each feature: [from, to) */
function disputesOf({ disputes }) {
  const found = new Map();
  disputes.feature.forEach((feature, index) => {
    if (!found.has(feature)) found.set(feature, []);
    found.get(feature).push([disputes.from[index], disputes.to[index]]);
  });
  return found;
}

/**
 * `row`: the first visible row of each feature, or -1 where nothing is known; `pale`: whether its start is uncertain;
 * `torn`: whether a source says something else of the feature; `there`: how many rows each actor has on the day.
 */
export class Ground {
  constructor(pack, hidden = new Set()) {
    [this.pack, this.hidden] = [pack, hidden];
    this.edges = edgesOf(pack);
    this.disputes = disputesOf(pack);
    this.row = new Int32Array(pack.features.length).fill(-1);
    this.pale = new Uint8Array(pack.features.length);
    this.torn = new Uint8Array(pack.features.length);
    this.there = new Int32Array(pack.actors.length);
    this.seen = new Uint32Array(pack.features.length);
    this.turn = 0;
    this.day = -Infinity;
  }

  /** Move to a day. Returns the features whose drawing may differ from before. */
  move(day) {
    const { edges, seen } = this;
    const [low, high] = [Math.min(day, this.day), Math.max(day, this.day)];
    this.turn += 1;
    const changed = [];
    for (let at = after(edges.days, low); at < edges.days.length && edges.days[at] <= high; at += 1) {
      const feature = edges.features[at];
      if (seen[feature] === this.turn) continue;
      seen[feature] = this.turn;
      this.renew(feature, day);
      changed.push(feature);
    }
    this.day = day;
    return changed;
  }

  /** Leave these actors out of what is shown. */
  hide(hidden) {
    this.hidden = hidden;
    for (let feature = 0; feature < this.row.length; feature += 1) this.renew(feature, this.day);
  }

  renew(feature, day) {
    const { statuses, rows } = this.pack;
    let shown = -1;
    for (let row = rows[feature]; row < rows[feature + 1]; row += 1) {
      const now = holds(statuses, row, day);
      if (now !== holds(statuses, row, this.day)) this.there[statuses.actor[row]] += now ? 1 : -1;
      if (now && shown < 0 && !this.hidden.has(statuses.actor[row])) shown = row;
    }
    this.row[feature] = shown;
    this.torn[feature] = this.disputes.get(feature)?.some(([from, to]) => from <= day && day < to) ? 1 : 0;
    this.pale[feature] = shown >= 0 && unsure(statuses, shown, day) ? 1 : 0;
  }
}
