// Playing the clock: days a second by the screen's own rhythm, or month by month where motion is unwelcome.

import { addMonths } from './days.js';

export const SPEEDS = [1, 2, 4, 8];
const DAYS_A_SECOND = 15;
const CALM_MS = 900;

export class Player {
  /** @param {{day: () => number, end: () => number, move: (day: number) => void, change: () => void}} on */
  constructor(on) {
    Object.assign(this, { on, speed: 1, playing: false });
  }

  toggle(from) {
    if (this.playing) this.pause();
    else this.play(from);
  }

  play(from) {
    if (this.on.day() >= this.on.end()) this.on.move(from);
    this.playing = true;
    this.on.change();
    this.at = this.on.day();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.timer = setInterval(() => this.calm(), CALM_MS / this.speed);
    else this.frame = requestAnimationFrame((now) => this.tick(now, now));
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.frame);
    clearInterval(this.timer);
    this.on.change();
  }

  faster() {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
    if (!this.timer || !this.playing) return;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.calm(), CALM_MS / this.speed);
  }

  tick(now, before) {
    if (!this.playing) return;
    this.at += (Math.min(now - before, 100) / 1000) * DAYS_A_SECOND * this.speed;
    this.reach(Math.floor(this.at));
    this.frame = requestAnimationFrame((next) => this.tick(next, now));
  }

  calm() {
    this.reach(addMonths(this.on.day(), 1));
  }

  reach(day) {
    const end = this.on.end();
    if (day !== this.on.day()) this.on.move(Math.min(day, end));
    if (day >= end) this.pause();
  }
}
