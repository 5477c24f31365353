// Ribbons of the named places on the scrubber's axis: who held each, when. Buttons name them; a click chooses.

import { axis } from './axis.js';
import { clamp } from './days.js';
import { CONTESTED, PRESENCE, inTheatre } from './state.js';
import { THEMES, colourOf } from './style.js';

const ROW = 24;
const MOST = 12;

/** The places that have a lane: of the theatre, first those of the first rank; the chosen one always. */
export function laneOf(pack, theatre, chosen, lang) {
  const named = pack.features
    .map((feature, index) => ({ feature, index }))
    .filter(({ feature, index }) => feature.kind === 'place' && hasHistory(pack, index))
    .filter(({ feature, index }) => index === chosen || (inTheatre(pack, index, theatre) && feature.rank <= (theatre === 'all' ? 1 : 2)));
  const order = (a, b) => (b.index === chosen) - (a.index === chosen) || a.feature.rank - b.feature.rank || a.feature.name[lang].localeCompare(b.feature.name[lang], lang);
  return named.sort(order).slice(0, MOST).map(({ index }) => index);
}

const told = (pack, feature) => pack.rows[feature + 1] > pack.rows[feature];

const hasHistory = (pack, index) => pack.grounds[index].some((ground) => told(pack, ground));

export class Lanes {
  /** @param {{choose: (feature: number) => void, move: (day: number) => void, release: () => void}} act */
  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.names = root.appendChild(document.createElement('div'));
    this.names.className = 'kh-names';
    this.board = root.appendChild(document.createElement('div'));
    this.board.className = 'kh-board';
    this.canvas = this.board.appendChild(document.createElement('canvas'));
    this.canvas.setAttribute('aria-hidden', 'true');
    this.cursor = this.board.appendChild(document.createElement('div'));
    this.cursor.className = 'kh-cursor kh-thin';
    this.board.addEventListener('pointerdown', (event) => this.go(event, true));
    this.board.addEventListener('pointermove', (event) => event.buttons === 1 && this.go(event, false));
    this.board.addEventListener('pointerup', () => this.act.release());
  }

  go(event, first) {
    if (!this.scale || (first && event.button)) return;
    if (first) this.board.setPointerCapture(event.pointerId);
    this.act.move(clamp(this.scale.day(event.clientX - this.board.getBoundingClientRect().left), this.scale.start, this.scale.end));
  }

  /** Draw every lane anew. */
  draw(scene) {
    const { pack, lang } = scene;
    this.places = laneOf(pack, scene.theatre, scene.place, lang);
    this.names.replaceChildren(...this.places.map((index) => this.button(scene, index)));
    const width = this.board.clientWidth;
    this.scale = axis({ start: pack.start, end: pack.end, width, mirrored: lang === 'ar' });
    const height = this.places.length * ROW;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    const ctx = this.canvas.getContext('2d');
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    scene.fills.anchor({ x: 0, y: 0 });
    this.places.forEach((index, row) => drawLane(ctx, this.scale, scene, index, row * ROW));
  }

  button(scene, index) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = scene.pack.features[index].name[scene.lang];
    made.setAttribute('aria-pressed', String(index === scene.place));
    made.addEventListener('click', () => this.act.choose(index));
    return made;
  }

  show(day) {
    if (this.scale) this.cursor.style.transform = `translateX(${this.scale.x(day)}px)`;
  }
}

function drawLane(ctx, scale, scene, place, top) {
  const { pack, theme } = scene;
  const grounds = pack.grounds[place].filter((ground) => told(pack, ground));
  const height = (ROW - 5) / Math.max(grounds.length, 1);
  ctx.fillStyle = THEMES[theme].line;
  ctx.globalAlpha = 0.35;
  ctx.fillRect(0, top + 2, scale.width, ROW - 5);
  ctx.globalAlpha = 1;
  grounds.forEach((ground, index) => {
    for (let row = pack.rows[ground]; row < pack.rows[ground + 1]; row += 1) {
      drawPiece(ctx, scale, scene, row, top + 2 + index * height, height);
    }
  });
}

function drawPiece(ctx, scale, scene, row, top, height) {
  const { pack, theme, fills, hidden } = scene;
  const rows = pack.statuses;
  if (hidden.has(rows.actor[row])) return;
  const ends = [Math.max(rows.from[row], scale.start), Math.min(rows.to[row], scale.end)].map(scale.x);
  const [x, x2] = [Math.min(...ends), Math.max(...ends)];
  const holder = pack.actors[rows.actor[row]];
  const others = Array.from(rows.against.of(row).subarray(0, 2), (index) => pack.actors[index]);
  ctx.fillStyle = rows.status[row] === CONTESTED ? fills.contested(ctx, holder, others) : colourOf(holder, theme);
  const thin = rows.status[row] === PRESENCE;
  ctx.globalAlpha = thin ? 0.75 : 1;
  ctx.fillRect(x, thin ? top + height * 0.2 : top, Math.max(x2 - x, 0.75), thin ? height * 0.6 : height - 0.5);
  ctx.globalAlpha = 1;
}
