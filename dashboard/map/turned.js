// What looks alike, and what turned between two days: each zone held as before, gained, lost, or both. Pure.

import { NONE } from './outlines.js';
import { CONTESTED, CONTROL } from './state.js';

/**
 * The kinds of status that look alike.
 * @returns {{of: Int32Array, list: {holder: number, others: number[]}[], besieged: Uint8Array}} `of` each row its kind;
 *   `besieged`: whether a row is drawn with its besieger along the edge
 */
export function kindsOf({ statuses }) {
  const known = new Map();
  const list = [];
  const of = statuses.actor.map((holder, row) => {
    const others = statuses.status[row] === CONTESTED ? [...statuses.against.of(row)].slice(0, 2) : [];
    const key = `${holder} ${others}`;
    if (!known.has(key)) known.set(key, list.push({ holder, others }) - 1);
    return known.get(key);
  });
  const besieged = Uint8Array.from(of, (_, row) => Number(statuses.status[row] === CONTROL && statuses.besieged_by.of(row).length > 0));
  return { of, list, besieged };
}

/**
 * Sort the zones of `strip` by what became of them from `scene.then` to `scene.ground`.
 *
 * `held` and `gained` get the key of the kind that is there now, as `Territory.keyed` counts it, the one where the kind
 * is as before, the other where it is another; `lost` gets the actor that controlled the zone and controls it no more.
 */
export function turned({ shapes: { feature }, statuses }, kinds, { then, ground }, { list, count }, { held, gained, lost }) {
  const controller = (row) => (row >= 0 && statuses.status[row] === CONTROL ? statuses.actor[row] : NONE);
  for (let i = 0; i < count; i += 1) {
    const shape = list[i];
    const [old, now] = [then.row[feature[shape]], ground.row[feature[shape]]];
    const same = old >= 0 && now >= 0 && kinds.of[old] === kinds.of[now];
    const key = now < 0 ? NONE : kinds.of[now] * 2 + ground.pale[feature[shape]];
    held[shape] = same ? key : NONE;
    gained[shape] = same ? NONE : key;
    lost[shape] = controller(old) === controller(now) ? NONE : controller(old);
  }
}
