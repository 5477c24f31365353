// Before and after a draft on one map: on the early side of the line the ground of another pack, on the same day.

import { Ground } from './ground.js';
import { Fills } from './style.js';
import { Territory, half, sidesOf } from './territory.js';

export class Before {
  /** @param {object} scene whose clock, theatre, theme and layers hold for this side too */
  constructor(scene, pack) {
    this.scene = scene;
    this.pack = pack;
    this.territory = new Territory(pack);
    this.view = Object.assign(Object.create(scene), { pack, ground: new Ground(pack), compare: null, place: null, lit: new Set(), picked: null });
  }

  /** Another theme, or others hidden; the packs may count their actors differently. */
  dress() {
    const { scene, view, pack } = this;
    const hidden = new Set([...scene.hidden].map((index) => scene.pack.actors[index].id));
    view.hidden = new Set(pack.actors.flatMap((actor, index) => (hidden.has(actor.id) ? [index] : [])));
    view.ground.hide(view.hidden);
    view.fills = new Fills(scene.theme);
  }

  /** Move to a day; says whether anything differs from before. */
  move(day) {
    return this.view.ground.move(day).length > 0;
  }

  paint(ctx, frame) {
    const [early, late] = sidesOf(frame, this.scene);
    half(ctx, frame, early, () => this.territory.paint(ctx, frame, this.view, null));
    half(ctx, frame, late, () => this.scene.territory.paint(ctx, frame, this.scene, null));
  }
}
