// One ribbon a named place, on the same clock: who held it when.

import { Axis } from './axis.js';
import { CONTESTED, PRESENCE, answer, inTheatre, ribbon, unsure } from './state.js';
import { Fills, THEMES } from './style.js';
import { button, el, name, sized } from './dom.js';

const HEIGHT = 18;
const MOST = 40;

export class Lanes {
  /** @param {(place: string) => void} choose */
  constructor(root, choose) {
    [this.root, this.choose, this.rows] = [root, choose, []];
    this.cursor = el('div', 'kh-cursor');
  }

  /** The lanes of a theatre, anew. */
  reset(scene) {
    this.scene = scene;
    this.root.replaceChildren(this.cursor);
    this.root.setAttribute('aria-label', scene.words.map_lanes);
    const pattern = new Fills(scene.theme);
    this.rows = lanesOf(scene).map((index) => this.lane(index));
    const width = this.rows[0]?.canvas.getBoundingClientRect().width || 0;
    if (width < 2) return;
    this.axis = new Axis(scene.pack.start, scene.pack.end, width, scene.rtl);
    for (const row of this.rows) paintRibbon(sized(row.canvas, width, HEIGHT), this.axis, row.index, scene, pattern);
    this.show();
  }

  lane(index) {
    const { pack, lang } = this.scene;
    const place = pack.features[index];
    const row = { index, node: el('div', 'kh-lane'), canvas: el('canvas', 'kh-ribbon'), text: place.name[lang] };
    row.button = button('kh-lane-name', '', () => this.choose(place.id), place.name[lang]);
    row.canvas.addEventListener('click', () => this.choose(place.id));
    row.canvas.setAttribute('aria-hidden', 'true');
    row.node.append(row.button, row.canvas);
    this.root.append(row.node);
    return row;
  }

  /** Move the line of the day; say each place's status, and which one is open. */
  show() {
    if (!this.axis || !this.rows.length) return;
    const { scene } = this;
    const start = this.rows[0].canvas.offsetLeft;
    this.cursor.style.transform = `translateX(${start + this.axis.x(scene.day + 0.5)}px)`;
    this.cursor.style.blockSize = `${this.root.scrollHeight}px`;
    for (const row of this.rows) {
      row.button.setAttribute('aria-pressed', String(row.index === scene.place));
      if (!scene.moving) name(row.button, `${row.text}: ${scene.say(answer(scene.pack, row.index, scene.day))}`);
    }
  }
}

/** Places with a history in the theatre, first order first; in the dataset's order within. */
export function lanesOf({ pack, theatre, lang }) {
  const places = pack.features.map((feature, index) => ({ feature, index }));
  return places
    .filter(({ feature, index }) => feature.kind === 'place' && feature.rank < 3 && inTheatre(pack, index, theatre))
    .filter(({ index }) => ribbon(pack, index).length)
    .sort((a, b) => a.feature.rank - b.feature.rank || a.feature.name[lang].localeCompare(b.feature.name[lang], lang))
    .slice(0, MOST)
    .map(({ index }) => index);
}

function paintRibbon(ctx, axis, index, scene, fills) {
  const { pack, theme } = scene;
  const rows = pack.statuses;
  ctx.fillStyle = THEMES[theme].unknown;
  ctx.globalAlpha = 0.35;
  for (let x = 1; x < axis.width; x += 6) ctx.fillRect(x, HEIGHT / 2 - 0.5, 2, 1);
  ctx.globalAlpha = 1;
  for (const piece of ribbon(pack, index)) {
    const [left, width] = axis.span(piece.from, piece.to);
    const thin = rows.status[piece.row] === PRESENCE;
    ctx.fillStyle = fillOf(ctx, piece.row, scene, fills, false);
    ctx.clearRect(left, thin ? 6 : 1, width, thin ? HEIGHT - 12 : HEIGHT - 2);
    ctx.fillRect(left, thin ? 6 : 1, Math.max(width, 1.2), thin ? HEIGHT - 12 : HEIGHT - 2);
    unsureEnd(ctx, axis, piece, scene);
  }
}

function fillOf(ctx, row, { pack }, fills, pale) {
  const rows = pack.statuses;
  const holder = pack.actors[rows.actor[row]];
  const others = rows.against[row].map((index) => pack.actors[index]);
  if (rows.status[row] === CONTESTED && others.length) return fills.contested(ctx, holder, others.slice(0, 2), pale);
  return fills.control(ctx, holder, pale);
}

/** The part of a piece in which an imprecise date leaves its start open. */
function unsureEnd(ctx, axis, piece, scene) {
  const rows = scene.pack.statuses;
  if (!unsure(rows, piece.row, piece.from)) return;
  const [left, width] = axis.span(piece.from, Math.min(rows.from_sure[piece.row], piece.to));
  ctx.fillStyle = THEMES[scene.theme].paper;
  ctx.globalAlpha = 0.5;
  ctx.fillRect(left, 1, width, HEIGHT - 2);
  ctx.globalAlpha = 1;
}
