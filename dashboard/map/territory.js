// Who holds and who is present, on one canvas: ground of one kind is one outline, and only what changed is drawn again.

import { CONTESTED, CONTROL, rowsOn, unsure } from './state.js';
import { THEMES, colourOf } from './style.js';
import { PathCache } from './project.js';
import { Tiles } from './tiles.js';

/** Beyond this share of the canvas everything is drawn again: clipping costs more than it saves. */
const MOST_DIRTY = 0.5;
/** How far a line may stand out over the box of its shape, in pixels. */
const MARGIN = 4;
/** Shapes smaller than this get no outline of their own, in pixels. */
const OUTLINED = 7;
const NONE = -1;

export class Territory {
  constructor(pack) {
    const { shapes, features } = pack;
    this.pack = pack;
    const kind = (name) => Int32Array.from(shapes.feature.keys()).filter((shape) => features[shapes.feature[shape]].kind === name);
    this.zones = kind('zone');
    this.regions = kind('region');
    this.sides = shapes.sides(this.zones);
    this.kinds = kindsOf(pack);
    this.paths = new PathCache();
  }

  /**
   * Draw the day of `scene`.
   * @param {number[] | null} changed features that differ from what the canvas shows; null: all of it
   */
  paint(ctx, frame, scene, changed) {
    const tiles = changed && scene.compare === null ? this.tilesOf(frame, changed) : null;
    const part = tiles && tiles.share <= MOST_DIRTY ? tiles : null;
    ctx.save();
    if (part) clip(ctx, part.rectangles(frame.ratio));
    ctx.clearRect(0, 0, frame.size.x, frame.size.y);
    const view = this.viewOf(frame, scene, part);
    if (scene.compare === null) this.paintDay(ctx, view, scene.ground);
    else this.paintTwo(ctx, view);
    ctx.restore();
  }

  viewOf(frame, scene, tiles) {
    this.paths.at(frame.scale, frame.origin);
    return { frame, scene, tiles, level: this.pack.shapes.level(frame.zoom) };
  }

  /** The first day on one side of the swipe; on the other what has changed since, over what has not. */
  paintTwo(ctx, view) {
    const { frame, scene } = view;
    const at = scene.swipe * frame.window.width + frame.window.left;
    const early = scene.lang === 'ar' ? [at, frame.size.x - at] : [0, at];
    const late = scene.lang === 'ar' ? [0, at] : [at, frame.size.x - at];
    for (const [[x, width], paint] of [[early, () => this.paintDay(ctx, view, scene.then)], [late, () => this.paintChange(ctx, view)]]) {
      ctx.save();
      clip(ctx, [{ x, y: 0, width, height: frame.size.y }]);
      paint();
      ctx.restore();
    }
  }

  paintDay(ctx, view, ground) {
    this.start(ctx, view);
    if (view.scene.layers.has('zones')) {
      const zones = this.inSight(view, this.zones);
      const borders = this.bordersOf(this.keysOf(ground, zones));
      this.fillAll(ctx, view, borders.byKey);
      this.stroke(ctx, view, borders.all, THEMES[view.scene.theme].front, 0.9);
      this.edges(ctx, view, zones, ground);
    }
    if (view.scene.layers.has('regions')) this.paintRegions(ctx, view, ground);
    this.paintChosen(ctx, view);
    ctx.restore();
  }

  /** Ground that has the same holder on both days is pale; what changed hands is full, and outlined. */
  paintChange(ctx, view) {
    const { scene } = view;
    const theme = THEMES[scene.theme];
    const zones = this.inSight(view, this.zones);
    const [old, now] = [scene.then, scene.ground].map((ground) => this.keysOf(ground, zones));
    const same = (shape) => old[shape] >> 1 === now[shape] >> 1;
    const part = (wanted) => now.map((key, shape) => (same(shape) === wanted ? key : NONE));
    this.start(ctx, view);
    ctx.globalAlpha = 0.3;
    this.fillAll(ctx, view, this.bordersOf(part(true)).byKey);
    ctx.globalAlpha = 1;
    this.fillAll(ctx, view, this.bordersOf(part(false)).byKey);
    const turned = now.map((_, shape) => (same(shape) ? NONE : 0));
    this.stroke(ctx, view, this.bordersOf(turned).all, theme.ink, 1.3);
    this.paintChosen(ctx, view);
    ctx.restore();
  }

  start(ctx, { frame }) {
    ctx.save();
    ctx.translate(frame.shift.x, frame.shift.y);
    ctx.lineJoin = 'round';
  }

  path(shape, { level }) {
    return this.paths.get(shape, (scale, origin) => {
      const path = new Path2D();
      this.pack.shapes.trace(path, shape, level, scale, origin);
      return path;
    });
  }

  /** The shapes to be drawn: in sight, and touching what has changed. */
  inSight({ frame, tiles }, shapes) {
    return shapes.filter((shape) => {
      const [left, top, right, bottom] = this.boxOf(frame, shape);
      if (right < 0 || bottom < 0 || left > frame.size.x || top > frame.size.y) return false;
      return !tiles || tiles.meets(left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN);
    });
  }

  boxOf({ scale, origin, shift }, shape) {
    const { boxes } = this.pack.shapes;
    const x = (value) => value * scale - origin.x + shift.x;
    const y = (value) => value * scale - origin.y + shift.y;
    return [x(boxes[shape * 4]), y(boxes[shape * 4 + 1]), x(boxes[shape * 4 + 2]), y(boxes[shape * 4 + 3])];
  }

  tilesOf(frame, changed) {
    const tiles = new Tiles(frame.size);
    for (const feature of changed) {
      const shape = this.pack.shapes.of[feature];
      if (shape < 0) continue;
      const [left, top, right, bottom] = this.boxOf(frame, shape);
      tiles.mark(left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN);
    }
    return tiles;
  }

  /** What each of these shapes is filled with: twice the number of its kind of status, one more where it is pale; or NONE. */
  keysOf(ground, zones) {
    const { feature, size } = this.pack.shapes;
    const keys = new Int32Array(size).fill(NONE);
    for (const shape of zones) {
      const row = ground.row[feature[shape]];
      if (row >= 0) keys[shape] = this.kinds.of[row] * 2 + ground.pale[feature[shape]];
    }
    return keys;
  }

  /** The arcs along which shapes of one key meet others: `all` of them, and `byKey` those around each. */
  bordersOf(keys) {
    const { sides } = this;
    const [all, byKey] = [[], new Map()];
    const keyOf = (shape) => (shape < 0 ? NONE : keys[shape]);
    for (let arc = 0; arc < sides.length / 2; arc += 1) {
      const [a, b] = [keyOf(sides[arc * 2]), keyOf(sides[arc * 2 + 1])];
      if (a === b) continue;
      all.push(arc);
      for (const key of [a, b]) {
        if (key === NONE) continue;
        if (!byKey.has(key)) byKey.set(key, []);
        byKey.get(key).push(arc);
      }
    }
    return { all, byKey };
  }

  /** Fill what the arcs of each key enclose: neighbours become one, and leave no seam. */
  fillAll(ctx, { scene, frame, level }, byKey) {
    const { shapes } = this.pack;
    for (const [key, arcs] of byKey) {
      const path = new Path2D();
      shapes.traceAround(path, arcs, level, frame.scale, frame.origin);
      ctx.fillStyle = this.fill(ctx, scene, this.kinds.list[key >> 1], key & 1);
      ctx.fill(path, 'evenodd');
    }
  }

  fill(ctx, { fills }, { holder, others }, pale) {
    const { actors } = this.pack;
    if (others.length) return fills.contested(ctx, actors[holder], others.map((index) => actors[index]), Boolean(pale));
    return fills.control(ctx, actors[holder], Boolean(pale));
  }

  stroke(ctx, { frame, level }, arcs, colour, width) {
    const path = new Path2D();
    for (const arc of arcs) this.pack.shapes.traceArc(path, arc, level, frame.scale, frame.origin, true);
    outline(ctx, path, colour, width, []);
  }

  /** Who besieges a zone, inside its edge; and a lattice where sources disagree. */
  edges(ctx, view, zones, ground) {
    const { statuses, actors, shapes } = this.pack;
    const { theme } = view.scene;
    for (const shape of zones) {
      const row = ground.row[shapes.feature[shape]];
      if (ground.torn[shapes.feature[shape]]) this.lattice(ctx, view, shape);
      if (row < 0) continue;
      const [besieger] = statuses.besieged_by.of(row);
      if (statuses.status[row] === CONTROL && besieger !== undefined) {
        ctx.save();
        ctx.clip(this.path(shape, view), 'evenodd');
        outline(ctx, this.path(shape, view), THEMES[theme].paper, 7, []);
        outline(ctx, this.path(shape, view), colourOf(actors[besieger], theme), 5, [7, 3]);
        ctx.restore();
      }
    }
  }

  /** Sources disagree on this day: the ground as the timeline has it, under a lattice with a broken edge. */
  lattice(ctx, view, shape) {
    const { scene } = view;
    ctx.fillStyle = scene.fills.disputed(ctx);
    ctx.fill(this.path(shape, view), 'evenodd');
    outline(ctx, this.path(shape, view), THEMES[scene.theme].ink, 1.3, [4, 3]);
  }

  paintRegions(ctx, view, { day, torn }) {
    const { statuses, actors, shapes } = this.pack;
    const { scene } = view;
    for (const shape of this.inSight(view, this.regions)) {
      for (const row of rowsOn(this.pack, shapes.feature[shape], day)) {
        if (scene.hidden.has(statuses.actor[row])) continue;
        const actor = actors[statuses.actor[row]];
        ctx.fillStyle = scene.fills.presence(ctx, actor, statuses.strength[row], unsure(statuses, row, day));
        ctx.fill(this.path(shape, view), 'evenodd');
        outline(ctx, this.path(shape, view), colourOf(actor, scene.theme), 1.1, [1, 2.5]);
      }
      if (torn[shapes.feature[shape]]) this.lattice(ctx, view, shape);
    }
  }

  paintChosen(ctx, view) {
    const { scene } = view;
    const grounds = [...scene.lit, ...(scene.place === null ? [] : this.pack.grounds[scene.place])];
    for (const feature of grounds) {
      const shape = this.pack.shapes.of[feature];
      if (shape < 0) continue;
      outline(ctx, this.path(shape, view), THEMES[scene.theme].paper, 4, []);
      outline(ctx, this.path(shape, view), THEMES[scene.theme].ink, 1.8, []);
    }
  }

  /** Outlines of all zones large enough to be told apart: what is not known shows no more than these. */
  paintOutlines(ctx, frame, theme) {
    const view = this.viewOf(frame, null, null);
    const shown = new Set(this.inSight(view, this.zones).filter((shape) => {
      const [left, top, right, bottom] = this.boxOf(frame, shape);
      return Math.max(right - left, bottom - top) >= OUTLINED;
    }));
    const arcs = [...Array(this.sides.length / 2).keys()].filter((arc) => shown.has(this.sides[arc * 2]) || shown.has(this.sides[arc * 2 + 1]));
    this.start(ctx, view);
    this.stroke(ctx, view, arcs, THEMES[theme].unknown, 0.7);
    ctx.restore();
  }
}

/** The kinds of status that look alike: `of` each row its kind, and the `list` of them. */
function kindsOf({ statuses }) {
  const known = new Map();
  const list = [];
  const of = statuses.actor.map((holder, row) => {
    const others = statuses.status[row] === CONTESTED ? [...statuses.against.of(row)].slice(0, 2) : [];
    const key = `${holder} ${others}`;
    if (!known.has(key)) known.set(key, list.push({ holder, others }) - 1);
    return known.get(key);
  });
  return { of, list };
}

function clip(ctx, rectangles) {
  const path = new Path2D();
  for (const { x, y, width, height } of rectangles) path.rect(x, y, width, height);
  ctx.clip(path);
}

function outline(ctx, path, colour, width, dash) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.stroke(path);
  ctx.setLineDash([]);
}
