// The line between two days on the map: drag it, or move it with the arrow keys.

import { clamp } from './days.js';

const STEP = 0.02;

export class Swipe {
  /** @param {(share: number) => void} moved share of the map's width, from the left */
  constructor(stage, moved) {
    this.root = stage.appendChild(made('div', 'kh-swipe'));
    this.root.hidden = true;
    this.early = this.root.appendChild(made('span', 'kh-early'));
    this.late = this.root.appendChild(made('span', 'kh-late'));
    this.handle = this.root.appendChild(made('div', 'kh-handle'));
    Object.entries({ tabindex: 0, role: 'slider', 'aria-valuemin': 0, 'aria-valuemax': 100 }).forEach(([key, value]) => this.handle.setAttribute(key, value));
    [this.stage, this.moved] = [stage, moved];
    this.handle.addEventListener('pointerdown', (event) => this.grab(event));
    this.handle.addEventListener('pointermove', (event) => this.handle.hasPointerCapture(event.pointerId) && this.follow(event));
    this.handle.addEventListener('keydown', (event) => this.key(event));
  }

  grab(event) {
    if (event.button) return;
    this.handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
  }

  follow(event) {
    const box = this.stage.getBoundingClientRect();
    this.moved(clamp((event.clientX - box.left) / box.width, 0, 1));
  }

  key(event) {
    const way = { ArrowRight: STEP, ArrowLeft: -STEP, Home: -1, End: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    this.moved(clamp(this.share + way, 0, 1));
  }

  /** Show the line at a share of the width, between two days in words; or no line. */
  show(share, early, late, label) {
    this.root.hidden = share === null;
    if (share === null) return;
    this.share = share;
    this.root.style.left = `${share * 100}%`;
    this.early.textContent = early;
    this.late.textContent = late;
    this.handle.setAttribute('aria-label', label);
    this.handle.setAttribute('aria-valuenow', Math.round(share * 100));
    this.handle.setAttribute('aria-valuetext', `${early} | ${late}`);
  }
}

function made(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
