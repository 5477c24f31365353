// The line between two days on the map: drag it, or move it with the arrow keys; and what the colours beyond it mean.

import { clamp } from './days.js';

const STEP = 0.02;
const PAUSE = 400;

export class Swipe {
  /**
   * @param {(share: number) => void} moved share of the map's width, from where one begins to read
   * @param {() => void} released after the line has come to rest
   */
  constructor(stage, moved, released) {
    this.root = stage.appendChild(made('div', 'kh-swipe'));
    this.root.hidden = true;
    this.early = this.root.appendChild(made('span', 'kh-early'));
    this.late = this.root.appendChild(made('span', 'kh-late'));
    this.handle = this.root.appendChild(made('div', 'kh-handle'));
    this.key = stage.appendChild(made('div', 'kh-between'));
    this.key.setAttribute('role', 'group');
    this.key.hidden = true;
    Object.entries({ tabindex: 0, role: 'slider', 'aria-valuemin': 0, 'aria-valuemax': 100 }).forEach(([key, value]) => this.handle.setAttribute(key, value));
    Object.assign(this, { stage, moved, released });
    this.handle.addEventListener('pointerdown', (event) => this.grab(event));
    this.handle.addEventListener('pointermove', (event) => this.handle.hasPointerCapture(event.pointerId) && this.follow(event));
    this.handle.addEventListener('lostpointercapture', () => released());
    this.handle.addEventListener('keydown', (event) => this.press(event));
  }

  grab(event) {
    if (event.button) return;
    this.handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
  }

  follow(event) {
    const box = this.stage.getBoundingClientRect();
    const x = clamp((event.clientX - box.left) / box.width, 0, 1);
    this.moved(this.mirrored ? 1 - x : x);
  }

  press(event) {
    const right = this.mirrored ? -STEP : STEP;
    const way = { ArrowRight: right, ArrowLeft: -right, Home: -1, End: 1 }[event.key];
    if (!way) return;
    event.preventDefault();
    this.moved(clamp(this.share + way, 0, 1));
    clearTimeout(this.timer);
    this.timer = setTimeout(this.released, PAUSE);
  }

  /**
   * Show the line at a share of the width, or no line where that is null.
   * @param {{early: string, late: string, sentence: string, words: object, mirrored: boolean, plain: boolean}} said the
   *   two days, and both in a sentence; `plain`: each side is drawn as it is, and there are no colours to explain
   */
  show(share, { early, late, sentence, words, mirrored, plain = false } = {}) {
    this.root.hidden = share === null;
    this.key.hidden = share === null || plain;
    if (share === null) return;
    [this.share, this.mirrored] = [share, mirrored];
    this.root.style.left = `${(mirrored ? 1 - share : share) * 100}%`;
    [this.early.textContent, this.late.textContent] = mirrored ? [late, early] : [early, late];
    this.handle.setAttribute('aria-label', words.swipe);
    this.handle.setAttribute('aria-valuenow', Math.round(share * 100));
    this.handle.setAttribute('aria-valuetext', sentence);
    if (this.key.ariaLabel === sentence) return;
    this.key.ariaLabel = sentence;
    this.key.replaceChildren(...['gained', 'lost', 'held'].map((word) => keyOf(word, words[word])));
  }
}

function keyOf(name, word) {
  const key = made('span', 'kh-key');
  key.append(made('i', `kh-key-${name}`), word);
  return key;
}

function made(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
