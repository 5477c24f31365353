// The chart that is the clock: ground by actor, stacked; drag, click or keys move the day.

import { addMonths, clamp, years } from './days.js';
import { axis, stacked } from './axis.js';
import { THEMES, colourOf, font } from './style.js';

const HEIGHT = 96;
const TICKS = 9;
const SETTLE_MS = 150;

export class Scrubber {
  /**
   * @param {HTMLElement} root
   * @param {{move: (day: number) => void, brush: (days: number) => void, compare: (day: number) => void, release: () => void}} act
   */
  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.canvas = root.appendChild(document.createElement('canvas'));
    this.canvas.setAttribute('aria-hidden', 'true');
    this.window = root.appendChild(part('kh-window'));
    this.grip = this.window.appendChild(part('kh-grip'));
    this.cursor = root.appendChild(part('kh-cursor'));
    this.hands = part('kh-hands');
    root.replaceWith(this.hands);
    this.then = part('kh-then');
    this.hands.append(root, this.then);
    for (const hand of [root, this.then]) {
      hand.tabIndex = 0;
      hand.setAttribute('role', 'slider');
    }
    this.listen();
  }

  listen() {
    const { root, hands, grip, then } = this;
    const held = ({ target }) => (target === grip ? 'brush' : target === then ? 'compare' : 'move');
    hands.addEventListener('pointerdown', (event) => this.grab(event, held(event)));
    root.addEventListener('pointermove', (event) => this.held && this.follow(event));
    for (const end of ['pointerup', 'pointercancel']) root.addEventListener(end, () => this.letGo());
    hands.addEventListener('keydown', (event) => this.key(event));
    hands.addEventListener('keyup', () => this.settle());
  }

  grab(event, what) {
    if (!this.scale || event.button) return;
    this.held = what;
    this.root.setPointerCapture(event.pointerId);
    (what === 'compare' ? this.then : this.root).focus({ preventScroll: true });
    this.follow(event);
    event.preventDefault();
  }

  follow(event) {
    const day = this.scale.day(event.clientX - this.root.getBoundingClientRect().left);
    if (this.held === 'brush') this.act.brush(clamp(this.day - day + 1, 1, 3660));
    else this.act[this.held](day);
  }

  letGo() {
    if (!this.held) return;
    this.held = null;
    this.act.release();
  }

  key(event) {
    const other = event.target === this.then;
    const day = keyDay(event, other ? this.compare : this.day, this.scale);
    if (day === null) return;
    event.preventDefault();
    clearTimeout(this.timer);
    this.moved = true;
    this.act[other ? 'compare' : 'move'](clamp(day, this.scale.start, this.scale.end));
  }

  settle() {
    if (!this.moved) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.moved = false;
      this.act.release();
    }, SETTLE_MS);
  }

  /** Draw the chart anew: another pack, theatre, theme, language or width. */
  chart(scene) {
    this.scene = scene;
    const width = this.root.clientWidth;
    this.scale = axis({ start: scene.pack.start, end: scene.pack.end, width, mirrored: scene.lang === 'ar' });
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(HEIGHT * ratio);
    const ctx = this.canvas.getContext('2d');
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawChart(ctx, this.scale, scene);
    for (const [hand, word] of [[this.root, scene.words.clock], [this.then, scene.words.compare_with]]) {
      hand.setAttribute('aria-valuemin', this.scale.start);
      hand.setAttribute('aria-valuemax', this.scale.end);
      hand.setAttribute('aria-label', word);
    }
  }

  /** Move the hands: nothing is drawn, elements are shifted. */
  show(day, window, text, compare) {
    this.day = day;
    this.compare = compare?.day ?? null;
    this.then.hidden = !compare;
    if (compare) {
      this.then.style.transform = `translateX(${this.scale.x(compare.day)}px)`;
      this.then.setAttribute('aria-valuenow', compare.day);
      this.then.setAttribute('aria-valuetext', compare.text);
    }
    const x = this.scale.x(day);
    const from = this.scale.x(Math.max(day - window + 1, this.scale.start));
    this.cursor.style.transform = `translateX(${x}px)`;
    this.window.style.transform = `translateX(${Math.min(x, from)}px)`;
    this.window.style.width = `${Math.max(Math.abs(x - from), 1)}px`;
    this.root.setAttribute('aria-valuenow', day);
    this.root.setAttribute('aria-valuetext', text);
  }
}

function part(name) {
  const made = document.createElement('div');
  made.className = name;
  return made;
}

/** The day a key asks for, or null: arrows a day, with Shift a month; Page keys a year; Home and End. */
export function keyDay(event, day, scale) {
  const way = { ArrowRight: scale.mirrored ? -1 : 1, ArrowLeft: scale.mirrored ? 1 : -1, ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (way) return event.shiftKey ? addMonths(day, way) : day + way;
  return { PageUp: addMonths(day, 12), PageDown: addMonths(day, -12), Home: scale.start, End: scale.end }[event.key] ?? null;
}

function drawChart(ctx, scale, { pack, theatre, theme, shown, hidden, write }) {
  const colours = THEMES[theme];
  const foot = HEIGHT - TICKS - 14;
  const series = shown.filter((one) => !hidden.has(one.actor));
  const { days, layers, top } = stacked(series, scale.start, scale.end);
  ctx.clearRect(0, 0, scale.width, HEIGHT);
  const y = (value) => foot - (value / top) * (foot - 4);
  for (const layer of layers) {
    ctx.fillStyle = colourOf(pack.actors[layer.actor], theme);
    ctx.beginPath();
    trace(ctx, scale, days, (index) => y(layer.high[index]), false);
    trace(ctx, scale, days, (index) => y(layer.low[index]), true);
    ctx.fill();
    ctx.lineWidth = 0.6;
    ctx.strokeStyle = colours.paper;
    ctx.stroke();
  }
  if (series[0]) band(ctx, scale, series[0], y, colours);
  drawYears(ctx, scale, foot, colours, write);
  drawTicks(ctx, scale, pack, theatre, foot, colours);
}

/** A step line from the first to the last day, or back. */
function trace(ctx, scale, days, y, back) {
  const ends = (index) => scale.x(index + 1 < days.length ? days[index + 1] : scale.end);
  const order = days.map((_, index) => (back ? days.length - 1 - index : index));
  for (const index of order) {
    const [a, b] = [scale.x(days[index]), ends(index)];
    ctx.lineTo(back ? b : a, y(index));
    ctx.lineTo(back ? a : b, y(index));
  }
}

/** Low and high of the lowest layer, as two thin lines. */
function band(ctx, scale, one, y, colours) {
  ctx.lineWidth = 1;
  ctx.strokeStyle = colours.ink;
  ctx.globalAlpha = 0.65;
  for (const key of ['low', 'high']) {
    ctx.setLineDash(key === 'low' ? [2, 2] : [5, 3]);
    ctx.beginPath();
    trace(ctx, scale, one.days, (index) => y(one[key][index]), false);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function drawYears(ctx, scale, foot, colours, write) {
  ctx.font = font(11, 500);
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'center';
  ctx.fillStyle = colours.quiet;
  ctx.strokeStyle = colours.line;
  ctx.lineWidth = 1;
  const marks = years(scale.start, scale.end);
  const room = scale.width / Math.max(marks.length, 1);
  for (const [index, { year, day }] of marks.entries()) {
    const x = Math.round(scale.x(day)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, foot + TICKS);
    ctx.stroke();
    const middle = x + (scale.mirrored ? -room / 2 : room / 2);
    if (room > 34 || index % 2 === 0) ctx.fillText(write.digits(year), middle, HEIGHT);
  }
}

/** Events by pixel of the axis, the darker the more of them. */
function drawTicks(ctx, scale, pack, theatre, foot, colours) {
  const counts = new Uint32Array(Math.ceil(scale.width) + 1);
  const bit = theatreBit(pack, theatre);
  const { day, theatres } = pack.events;
  for (let index = 0; index < day.length; index += 1) {
    if (theatres[index] & bit && day[index] >= scale.start && day[index] <= scale.end) counts[Math.round(scale.x(day[index]))] += 1;
  }
  const most = Math.log1p(counts.reduce((a, b) => Math.max(a, b), 1));
  ctx.fillStyle = colours.ink;
  counts.forEach((count, x) => {
    if (!count) return;
    ctx.globalAlpha = 0.4 + (0.5 * Math.log1p(count)) / most;
    ctx.fillRect(x - 0.5, foot + 2, 1, TICKS - 3);
  });
  ctx.globalAlpha = 1;
}

/** The bit by which events name their theatres; all bits for all of them. */
const theatreBit = (pack, theatre) => (theatre === 'all' ? -1 : 1 << pack.theatres.findIndex((one) => one.id === theatre));

/** How many events have a place in the theatre. */
export function eventsOf(pack, theatre) {
  const bit = theatreBit(pack, theatre);
  return pack.events.theatres.reduce((sum, theatres) => sum + (theatre === 'all' || theatres & bit ? 1 : 0), 0);
}
