// The brush: a strip of the whole clock; drag over it to see a part, drag the part or its ends, or use the arrow keys.

const DAY_MS = 86_400_000;
const LEAST = 30;
const [MONTH, YEAR] = [30, 365];
const CLICK = 4;
const BINS = 120;
const SETTLE_MS = 350;
const brushes = new WeakMap();
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.kh-brush');
  let brush = brushes.get(root);
  if (!brush) {
    brush = new Brush(root);
    brushes.set(root, brush);
  }
  brush.go = (first, last) => setTriggerValue('go', { first, last, at: Date.now() });
  brush.tell(data);
}

class Brush {
  constructor(root) {
    this.root = root;
    const head = root.appendChild(made('div', 'head'));
    this.title = head.appendChild(made('span'));
    this.output = head.appendChild(made('output'));
    this.whole = head.appendChild(made('button'));
    this.whole.type = 'button';
    this.track = root.appendChild(made('div', 'track'));
    this.picture = this.track.appendChild(drawn('svg'));
    this.picture.setAttribute('aria-hidden', 'true');
    this.picture.setAttribute('preserveAspectRatio', 'none');
    this.part = this.track.appendChild(made('div', 'part'));
    this.hands = [0, 1].map(() => this.track.appendChild(made('div', 'hand')));
    this.hands.forEach((hand) => { hand.tabIndex = 0; hand.setAttribute('role', 'slider'); });
    this.years = root.appendChild(made('div', 'years'));
    this.years.setAttribute('aria-hidden', 'true');
    this.listen();
  }

  listen() {
    const { track } = this;
    track.addEventListener('pointerdown', (event) => this.grab(event));
    track.addEventListener('pointermove', (event) => this.held && this.follow(event));
    track.addEventListener('pointerup', () => this.letGo());
    track.addEventListener('pointercancel', () => this.letGo());
    this.hands.forEach((hand, index) => hand.addEventListener('keydown', (event) => this.key(event, index)));
    this.whole.addEventListener('click', () => { this.show([...this.clock]); this.release(0); this.hands[0].focus(); });
  }

  /** What the page says: words, clock, the part in sight, and the days of what happened. */
  tell({ words, clock, span, days, lang, digits }) {
    Object.assign(this, { words, clock, mirrored: lang === 'ar' });
    this.root.dir = this.mirrored ? 'rtl' : 'ltr';
    this.root.lang = lang;
    const locale = this.mirrored ? `ar-SY-u-ca-gregory-nu-${digits}` : 'en-GB';
    const writer = (options) => {
      const write = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
      return (day) => write.format(new Date(day * DAY_MS));
    };
    this.write = writer({ day: 'numeric', month: 'long', year: 'numeric' });
    this.title.textContent = words.zoom;
    this.whole.textContent = words.span_whole;
    this.hands.forEach((hand, index) => hand.setAttribute('aria-label', `${words.zoom}: ${index ? words.to : words.from}`));
    this.mark(writer({ year: 'numeric' }), days);
    this.sent = span.join();
    if (!this.held) this.show(span);
  }

  /** The years below the strip, and in it when more happened. */
  mark(year, days) {
    const [first, last] = this.clock;
    const wide = (last - first) / BINS;
    const bins = new Array(BINS).fill(0);
    for (const day of days) bins[clamp(Math.floor((day - first) / wide), 0, BINS - 1)] += 1;
    const most = Math.sqrt(Math.max(1, ...bins));
    const path = drawn('path');
    path.setAttribute('d', bins.map((many, x) => (many ? `M${x + 0.5} 100V${100 - (88 * Math.sqrt(many)) / most}` : '')).join(''));
    this.picture.setAttribute('viewBox', `0 0 ${BINS} 100`);
    this.picture.replaceChildren(path);
    const starts = [];
    for (let at = new Date(first * DAY_MS).getUTCFullYear(); Date.UTC(at, 0, 1) / DAY_MS <= last; at += 1) starts.push(Math.max(Date.UTC(at, 0, 1) / DAY_MS, first));
    this.years.replaceChildren(...starts.map((day) => this.placed(made('span', '', year(day + 1)), day)));
  }

  placed(element, day) {
    element.style.insetInlineStart = `${this.share(day) * 100}%`;
    return element;
  }

  share(day) {
    const [first, last] = this.clock;
    return (day - first) / (last - first);
  }

  show(span) {
    this.span = span;
    const [first, last] = span;
    this.placed(this.part, first).style.inlineSize = `${(this.share(last) - this.share(first)) * 100}%`;
    const limits = [[this.clock[0], last - LEAST], [first + LEAST, this.clock[1]]];
    this.hands.forEach((hand, index) => {
      this.placed(hand, span[index]);
      const values = { min: limits[index][0], max: limits[index][1], now: span[index], text: this.write(span[index]) };
      for (const [name, value] of Object.entries(values)) hand.setAttribute(`aria-value${name}`, value);
    });
    this.output.textContent = `${this.write(first)} – ${this.write(last)}`;
    this.whole.hidden = first === this.clock[0] && last === this.clock[1];
  }

  day(event) {
    const box = this.track.getBoundingClientRect();
    const share = clamp((event.clientX - box.left) / box.width, 0, 1);
    const [first, last] = this.clock;
    return Math.round(first + (last - first) * (this.mirrored ? 1 - share : share));
  }

  grab(event) {
    if (event.button) return;
    const hand = this.hands.indexOf(event.target);
    const what = hand >= 0 ? hand : event.target === this.part && !this.whole.hidden ? 'part' : 'new';
    this.held = { what, from: this.day(event), span: this.span, x: event.clientX };
    this.track.setPointerCapture(event.pointerId);
    if (hand >= 0) this.hands[hand].focus({ preventScroll: true });
    event.preventDefault();
  }

  follow(event) {
    const { what, from, span, x } = this.held;
    if (Math.abs(event.clientX - x) < CLICK && what === 'new') return;
    const day = this.day(event);
    if (what === 'part') this.show(this.moved(span, day - from));
    else if (what === 'new') this.show(this.wide([Math.min(from, day), Math.max(from, day)]));
    else this.show(this.stretched(what, day));
  }

  moved([first, last], by) {
    const step = clamp(by, this.clock[0] - first, this.clock[1] - last);
    return [first + step, last + step];
  }

  wide([first, last]) {
    const start = Math.min(first, this.clock[1] - LEAST);
    return [start, Math.max(last, start + LEAST)];
  }

  stretched(index, day) {
    const [first, last] = this.span;
    return index ? [first, clamp(day, first + LEAST, this.clock[1])] : [clamp(day, this.clock[0], last - LEAST), last];
  }

  letGo() {
    if (!this.held) return;
    this.held = null;
    this.release(0);
  }

  key(event, index) {
    const onward = this.mirrored ? -1 : 1;
    const steps = { ArrowRight: onward * MONTH, ArrowLeft: -onward * MONTH, ArrowUp: MONTH, ArrowDown: -MONTH, PageUp: YEAR, PageDown: -YEAR, Home: -Infinity, End: Infinity };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.show(this.stretched(index, this.span[index] + steps[event.key]));
    this.release(SETTLE_MS);
  }

  release(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.span.join() === this.sent) return;
      this.sent = this.span.join();
      this.go(...this.span);
    }, wait);
  }
}

function made(tag, name = '', text = '') {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

const drawn = (tag) => document.createElementNS('http://www.w3.org/2000/svg', tag);
