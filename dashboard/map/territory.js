// Who holds and who is present, on one canvas: ground of one kind is one outline, and only what changed is drawn again.

import { NONE, Outlines } from './outlines.js';
import { PathCache } from './project.js';
import { holds, unsure } from './state.js';
import { Strip } from './strip.js';
import { SIZE, THEMES, colourOf } from './style.js';
import { Tiles } from './tiles.js';
import { kindsOf, turned } from './turned.js';

/** Beyond this share of the canvas everything is drawn again: clipping costs more than it saves. */
const MOST_DIRTY = 0.5;
/** How far a line may stand out over the box of its shape, in pixels. */
const MARGIN = 4;
/** Shapes smaller than this get no outline of their own, in pixels. */
const OUTLINED = 7;

export class Territory {
  constructor(pack) {
    const { shapes, features } = pack;
    const kind = (name) => Int32Array.from(shapes.feature.keys()).filter((shape) => features[shapes.feature[shape]].kind === name);
    this.pack = pack;
    [this.zones, this.regions] = [new Strip(shapes, kind('zone')), new Strip(shapes, kind('region'))];
    this.kinds = kindsOf(pack);
    this.outlines = new Outlines(shapes, this.zones.members, Math.max(this.kinds.list.length, pack.actors.length) * 2);
    this.keys = [new Int32Array(shapes.size), new Int32Array(shapes.size), new Int32Array(shapes.size)];
    this.paths = new PathCache();
  }

  /**
   * Draw the day of `scene`.
   * @param {number[] | null} changed features that differ from what the canvas shows; null: all of it
   */
  paint(ctx, frame, scene, changed) {
    this.aim(frame, scene);
    const tiles = changed && this.tilesOf(frame, changed);
    const part = tiles && tiles.share <= MOST_DIRTY ? tiles : null;
    for (const strip of [this.zones, this.regions]) strip.pick(part, MARGIN);
    ctx.save();
    if (part) clip(ctx, part.rectangles(frame.ratio));
    ctx.clearRect(0, 0, frame.size.x, frame.size.y);
    if (scene.compare === null) this.paintDay(ctx, scene.ground);
    else this.paintTwo(ctx, frame);
    ctx.restore();
  }

  aim(frame, scene) {
    for (const strip of [this.zones, this.regions]) strip.aim(frame);
    this.paths.at(frame.scale, frame.origin);
    scene.fills.anchor(frame.origin);
    [this.shift, this.pixels, this.scene] = [frame.shift, this.pack.shapes.pixels(frame), scene];
  }

  /** The first day on one side of the swipe; on the other what has changed since, over what has not. */
  paintTwo(ctx, frame) {
    const [early, late] = sidesOf(frame, this.scene);
    half(ctx, frame, early, () => this.paintDay(ctx, this.scene.then));
    half(ctx, frame, late, () => this.paintChange(ctx));
  }

  paintDay(ctx, ground) {
    const { zones, scene } = this;
    this.begin(ctx);
    if (scene.layers.has('zones')) {
      this.keyed(this.keys[0], ground);
      this.outlines.gather(zones.list, zones.count, this.keys[0]);
      this.fillKinds(ctx);
      this.strokeBorders(ctx, THEMES[scene.theme].front, 0.9);
      this.edges(ctx, ground);
    }
    if (scene.layers.has('regions')) this.paintRegions(ctx, ground);
    this.paintChosen(ctx);
    ctx.restore();
  }

  /** What is held as before is pale; what was gained is full, and outlined; what was lost has lines in the loser's colour. */
  paintChange(ctx) {
    const { zones, scene, outlines, pack: { actors } } = this;
    const [held, gained, lost] = this.keys;
    turned(this.pack, this.kinds, scene, zones, { held, gained, lost });
    this.begin(ctx);
    ctx.globalAlpha = 0.3;
    outlines.gather(zones.list, zones.count, held);
    this.fillKinds(ctx);
    ctx.globalAlpha = 1;
    outlines.gather(zones.list, zones.count, gained);
    this.fillKinds(ctx);
    outlines.gather(zones.list, zones.count, lost);
    actors.forEach((actor, key) => this.fillKey(ctx, key, () => scene.fills.lost(ctx, actor)));
    this.strokeBorders(ctx, THEMES[scene.theme].ink, 1.3);
    outlines.gather(zones.list, zones.count, gained);
    this.strokeBorders(ctx, THEMES[scene.theme].ink, 1.3);
    this.paintChosen(ctx);
    ctx.restore();
  }

  begin(ctx) {
    ctx.save();
    ctx.translate(this.shift.x, this.shift.y);
    ctx.lineJoin = 'round';
  }

  path(shape) {
    return this.paths.get(shape, () => {
      const path = new Path2D();
      this.pack.shapes.trace(path, shape, this.pixels);
      return path;
    });
  }

  tilesOf(frame, changed) {
    const tiles = new Tiles(frame.size);
    const { boxes } = this.zones;
    for (const feature of changed) {
      const box = this.pack.shapes.of[feature] * 4;
      if (box >= 0) tiles.mark(boxes[box] - MARGIN, boxes[box + 1] - MARGIN, boxes[box + 2] + MARGIN, boxes[box + 3] + MARGIN);
    }
    return tiles;
  }

  /** What each zone in sight is filled with: twice the number of its kind of status, one more where it is pale; or NONE. */
  keyed(keys, ground) {
    const { zones: { list, count }, kinds, pack: { shapes: { feature } } } = this;
    for (let i = 0; i < count; i += 1) {
      const row = ground.row[feature[list[i]]];
      keys[list[i]] = row < 0 ? NONE : kinds.of[row] * 2 + ground.pale[feature[list[i]]];
    }
  }

  fillKinds(ctx) {
    const { fills } = this.scene;
    const { actors } = this.pack;
    this.kinds.list.forEach(({ holder, others }, kind) => {
      for (const pale of [0, 1]) {
        this.fillKey(ctx, kind * 2 + pale, () => (others.length
          ? fills.contested(ctx, actors[holder], others.map((index) => actors[index]), Boolean(pale))
          : fills.control(ctx, actors[holder], Boolean(pale))));
      }
    });
  }

  /** Fill what the arcs of a key enclose: neighbours become one, and leave no seam. */
  fillKey(ctx, key, fill) {
    if (!this.outlines.has(key)) return;
    ctx.beginPath();
    this.outlines.trace(ctx, key, this.pixels);
    ctx.fillStyle = fill();
    ctx.fill('evenodd');
  }

  strokeBorders(ctx, colour, width) {
    const { border, many } = this.outlines;
    ctx.beginPath();
    for (let i = 0; i < many; i += 1) this.pack.shapes.traceArc(ctx, border[i], this.pixels, true);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * SIZE.line;
    ctx.stroke();
  }

  /** Who besieges a zone, inside its edge; and a lattice where sources disagree. */
  edges(ctx, ground) {
    const { zones: { list, count }, kinds: { besieged }, pack: { statuses, actors, shapes }, scene: { theme } } = this;
    for (let i = 0; i < count; i += 1) {
      const row = ground.row[shapes.feature[list[i]]];
      if (ground.torn[shapes.feature[list[i]]]) this.lattice(ctx, list[i]);
      if (row < 0 || !besieged[row]) continue;
      const path = this.path(list[i]);
      ctx.save();
      ctx.clip(path, 'evenodd');
      outline(ctx, path, THEMES[theme].paper, 7, []);
      outline(ctx, path, colourOf(actors[statuses.besieged_by.of(row)[0]], theme), 5, [7, 3]);
      ctx.restore();
    }
  }

  /** Sources disagree on this day: the ground as the timeline has it, under a lattice with a broken edge. */
  lattice(ctx, shape) {
    ctx.fillStyle = this.scene.fills.disputed(ctx);
    ctx.fill(this.path(shape), 'evenodd');
    outline(ctx, this.path(shape), THEMES[this.scene.theme].ink, 1.3, [4, 3]);
  }

  paintRegions(ctx, { day, torn }) {
    const { regions: { list, count }, pack: { statuses, actors, shapes, rows }, scene } = this;
    for (let i = 0; i < count; i += 1) {
      const feature = shapes.feature[list[i]];
      for (let row = rows[feature]; row < rows[feature + 1]; row += 1) {
        if (!holds(statuses, row, day) || scene.hidden.has(statuses.actor[row])) continue;
        const actor = actors[statuses.actor[row]];
        ctx.fillStyle = scene.fills.presence(ctx, actor, statuses.strength[row], unsure(statuses, row, day));
        ctx.fill(this.path(list[i]), 'evenodd');
        outline(ctx, this.path(list[i]), colourOf(actor, scene.theme), 1.1, [1, 2.5]);
      }
      if (torn[feature]) this.lattice(ctx, list[i]);
    }
  }

  paintChosen(ctx) {
    const { scene, pack } = this;
    for (const feature of [...(scene.picked ?? []), ...scene.lit, ...(scene.place === null ? [] : pack.grounds[scene.place])]) {
      const shape = pack.shapes.of[feature];
      if (shape < 0) continue;
      outline(ctx, this.path(shape), THEMES[scene.theme].paper, 4, []);
      outline(ctx, this.path(shape), THEMES[scene.theme].ink, 1.8, []);
    }
  }

  /** Outlines of all zones large enough to be told apart: what is not known shows no more than these. */
  paintOutlines(ctx, frame, scene) {
    this.aim(frame, scene);
    this.zones.pick(null, 0);
    const { zones: { list, count, boxes }, keys: [keys], outlines } = this;
    for (let i = 0; i < count; i += 1) {
      const box = list[i] * 4;
      keys[list[i]] = Math.max(boxes[box + 2] - boxes[box], boxes[box + 3] - boxes[box + 1]) < OUTLINED ? NONE : 0;
    }
    this.begin(ctx);
    outlines.surround(list, count, keys);
    this.strokeBorders(ctx, THEMES[scene.theme].unknown, 0.7);
    ctx.restore();
  }
}

/** The two sides of the swipe, the earlier first: x and width of each. */
export function sidesOf(frame, { lang, swipe }) {
  const mirrored = lang === 'ar';
  const at = (mirrored ? 1 - swipe : swipe) * frame.window.width + frame.window.left;
  const sides = [[0, at], [at, frame.size.x - at]];
  return mirrored ? sides.reverse() : sides;
}

/** Paint on one side alone. */
export function half(ctx, frame, [x, width], paint) {
  ctx.save();
  clip(ctx, [{ x, y: 0, width, height: frame.size.y }]);
  paint();
  ctx.restore();
}

function clip(ctx, rectangles) {
  ctx.beginPath();
  for (const { x, y, width, height } of rectangles) ctx.rect(x, y, width, height);
  ctx.clip();
}

function outline(ctx, path, colour, width, dash) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width * SIZE.line;
  ctx.setLineDash(dash);
  ctx.stroke(path);
  ctx.setLineDash([]);
}
