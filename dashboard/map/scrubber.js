// The clock: the chart with a handle on it, a window that can be widened, and all of it by keyboard too.

import { addMonths, clamp } from './days.js';
import { Axis } from './axis.js';
import { PARTS, paintChart } from './chart.js';
import { THEMES, mix } from './style.js';
import { el, sized } from './dom.js';

const EDGE = 9;
const LONGEST = 730;

export class Scrubber {
  /**
   * @param {HTMLElement} root
   * @param {{move: (day: number) => void, widen: (window: number) => void, release: () => void, toggle: () => void}} on
   */
  constructor(root, on) {
    this.on = on;
    this.chart = el('canvas', 'kh-chart');
    this.over = el('canvas', 'kh-over');
    this.root = root;
    root.append(this.chart, this.over);
    root.tabIndex = 0;
    root.setAttribute('role', 'slider');
    root.addEventListener('pointerdown', (event) => this.press(event));
    root.addEventListener('pointermove', (event) => this.drag(event));
    root.addEventListener('pointerup', () => this.lift());
    root.addEventListener('pointercancel', () => this.lift());
    root.addEventListener('keydown', (event) => this.key(event));
    root.addEventListener('keyup', () => this.settle());
    root.addEventListener('blur', () => this.settle(0));
  }

  /** Draw everything anew: the pack, language, theme, theatre or size has changed. */
  reset(scene) {
    this.scene = scene;
    const { width, height } = this.root.getBoundingClientRect();
    if (width < 2) return;
    this.height = height;
    this.axis = new Axis(scene.pack.start, scene.pack.end, width, scene.rtl);
    paintChart(sized(this.chart, width, height), this.axis, height, scene);
    this.ink = sized(this.over, width, height);
    this.root.setAttribute('aria-valuemin', scene.pack.start);
    this.root.setAttribute('aria-valuemax', scene.pack.end);
    this.root.setAttribute('aria-label', scene.words.map_clock);
    this.show();
  }

  /** Draw the handle and the window of the scene's day. */
  show() {
    if (!this.axis) return;
    const { day, window, theme } = this.scene;
    const { axis, ink, height } = this;
    const t = THEMES[theme];
    const base = height - PARTS.years;
    const [left, width] = axis.span(day - window + 1, day + 1);
    const x = axis.x(day + 0.5);
    ink.clearRect(0, 0, axis.width, height);
    this.veil(ink, axis, x, base, t);
    ink.fillStyle = t.accent;
    ink.globalAlpha = theme === 'dark' ? 0.28 : 0.2;
    ink.fillRect(left, 0, width, base);
    ink.globalAlpha = 1;
    this.grip(ink, axis.rtl ? left + width : left, base, t);
    this.handle(ink, x, base, t);
    this.speak();
  }

  /** What lies ahead of the clock is dimmed. */
  veil(ink, axis, x, base, t) {
    ink.fillStyle = t.paper;
    ink.globalAlpha = 0.42;
    if (axis.rtl) ink.fillRect(0, 0, x, base);
    else ink.fillRect(x, 0, axis.width - x, base);
    ink.globalAlpha = 1;
  }

  handle(ink, x, base, t) {
    ink.fillStyle = t.paper;
    ink.fillRect(x - 2.5, 0, 5, base);
    ink.fillStyle = t.ink;
    ink.fillRect(x - 1, 0, 2, base);
    ink.beginPath();
    ink.roundRect(x - 7, base - 15, 14, 18, 5);
    ink.fill();
    ink.fillStyle = mix(t.paper, t.ink, 0.9);
    for (const dx of [-2.5, 1]) ink.fillRect(x + dx, base - 10, 1.5, 8);
  }

  grip(ink, x, base, t) {
    ink.fillStyle = t.accent;
    ink.fillRect(x - 0.75, 0, 1.5, base);
    ink.beginPath();
    ink.roundRect(x - 3, base / 2 - 9, 6, 18, 3);
    ink.fill();
  }

  speak() {
    const { root, scene } = this;
    root.setAttribute('aria-valuenow', scene.day);
    root.setAttribute('aria-valuetext', scene.spoken());
  }

  /** Where the pointer is, and what it takes hold of there. */
  press(event) {
    if (!this.axis || event.button > 0) return;
    this.root.setPointerCapture(event.pointerId);
    this.left = this.root.getBoundingClientRect().left;
    const { day, window } = this.scene;
    const at = event.clientX - this.left;
    const edge = Math.abs(at - this.axis.x(day - window + 1));
    const handle = Math.abs(at - this.axis.x(day + 0.5));
    this.held = edge < EDGE && edge < handle ? 'window' : 'day';
    this.drag(event);
  }

  drag(event) {
    if (!this.held) return;
    const day = this.axis.day(event.clientX - this.left);
    if (this.held === 'day') this.on.move(day);
    else this.on.widen(clamp(this.scene.day - day + 1, 1, LONGEST));
  }

  lift() {
    if (!this.held) return;
    this.held = '';
    this.on.release();
  }

  key(event) {
    const { scene } = this;
    if (event.key === ' ') this.on.toggle();
    const day = stepped(event, scene.day, scene.pack, scene.rtl);
    if (day === null && event.key !== ' ') return;
    event.preventDefault();
    if (day === null) return;
    this.on.move(clamp(day, scene.pack.start, scene.pack.end));
    this.stepping = true;
  }

  /** Tell of a keyed step once the keys rest. */
  settle(after = 150) {
    if (!this.stepping) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.stepping = false;
      this.on.release();
    }, after);
  }
}

/** The day a key leads to, or null: arrows by day, with Shift or Page keys by month, Home and End. */
export function stepped(event, day, clock, rtl) {
  const ahead = rtl ? 'ArrowLeft' : 'ArrowRight';
  const back = rtl ? 'ArrowRight' : 'ArrowLeft';
  const way = { [ahead]: 1, ArrowUp: 1, [back]: -1, ArrowDown: -1 }[event.key];
  if (way) return event.shiftKey ? addMonths(day, way) : day + way;
  if (event.key === 'PageUp') return addMonths(day, 1);
  if (event.key === 'PageDown') return addMonths(day, -1);
  return { Home: clock.start, End: clock.end }[event.key] ?? null;
}
