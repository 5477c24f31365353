// The clock of knowledge: a slider over the days on which something was published, quieter than the map's own clock.

const DAY_MS = 86_400_000;
const SETTLE_MS = 350;
const clocks = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.kh-known');
  let clock = clocks.get(root);
  if (!clock) {
    clock = new Clock(root);
    clocks.set(root, clock);
  }
  clock.go = (day) => setTriggerValue('go', { day, at: Date.now() });
  clock.tell(data);
}

class Clock {
  constructor(root) {
    this.root = root;
    const head = root.appendChild(made('div', 'head'));
    this.label = head.appendChild(made('label'));
    this.output = head.appendChild(made('output'));
    this.line = root.appendChild(made('div', 'line'));
    this.ticks = this.line.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
    this.ticks.setAttribute('aria-hidden', 'true');
    this.ticks.setAttribute('preserveAspectRatio', 'none');
    this.input = this.line.appendChild(made('input'));
    Object.assign(this.input, { type: 'range', id: 'kh-known-on', step: 1 });
    this.label.htmlFor = this.input.id;
    const buttons = root.appendChild(made('div', 'buttons'));
    [this.earlier, this.later, this.back] = ['step', 'step', 'back'].map((name) => buttons.appendChild(made('button', name)));
    this.earlier.textContent = '‹';
    this.later.textContent = '›';
    this.listen();
  }

  listen() {
    this.input.addEventListener('input', () => this.show(this.asked()));
    this.input.addEventListener('change', () => this.release(0));
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.earlier.addEventListener('click', () => this.step(-1));
    this.later.addEventListener('click', () => this.step(1));
    this.back.addEventListener('click', () => { this.show(null); this.release(0); this.input.focus(); });
  }

  /** What the page says: words, days of publication, and where the clock stands. */
  tell({ words, days, day, lang, digits }) {
    Object.assign(this, { words, days });
    this.root.dir = lang === 'ar' ? 'rtl' : 'ltr';
    this.root.lang = lang;
    const locale = lang === 'ar' ? `ar-SY-u-ca-gregory-nu-${digits}` : 'en-GB';
    const write = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    this.write = (number) => write.format(new Date(number * DAY_MS));
    this.label.textContent = words.known_on;
    this.label.title = words.known_on_help;
    this.back.textContent = words.known_return;
    for (const [button, word] of [[this.earlier, words.known_earlier], [this.later, words.known_later]]) {
      button.title = word;
      button.setAttribute('aria-label', word);
    }
    this.scale();
    this.sent = day;
    this.show(day);
  }

  /** The axis leaves out a few sources of long before the bulk; its end, one step after the last, is now. */
  scale() {
    const { days } = this;
    const total = days.reduce((sum, [, count]) => sum + count, 0);
    let [seen, first] = [0, days.length ? days[0][0] : 0];
    for (const [day, count] of days) {
      if (seen + count > total * 0.01) { first = day; break; }
      seen += count;
    }
    const last = days.length ? days[days.length - 1][0] : first + 1;
    const room = Math.max(Math.round((last - first) / 60), 1);
    Object.assign(this, { first, last, now: last + room });
    Object.assign(this.input, { min: first, max: this.now });
    this.ticks.setAttribute('viewBox', `${first} 0 ${this.now - first} 20`);
    const most = Math.log1p(Math.max(1, ...days.map(([, count]) => count)));
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', days.filter(([day]) => day >= first).map(([day, count]) => `M${day} 20V${20 - 4 - (14 * Math.log1p(count)) / most}`).join(''));
    this.ticks.replaceChildren(path);
  }

  asked() {
    const day = Number(this.input.value);
    return day > this.last ? null : day;
  }

  show(day) {
    this.day = day;
    this.input.value = day ?? this.now;
    const text = day === null ? this.words.known_now : this.write(day);
    this.output.textContent = text;
    this.input.setAttribute('aria-valuetext', text);
    this.root.classList.toggle('past', day !== null);
    this.back.hidden = day === null;
    this.later.disabled = day === null;
    this.earlier.disabled = day !== null && day <= this.first;
  }

  /** To the next day on which something was published; after the last one, to now. */
  step(way) {
    const days = this.days.map(([day]) => day).filter((day) => day >= this.first);
    const at = this.day ?? this.now;
    const next = way < 0 ? days.findLast((day) => day < at) : days.find((day) => day > at);
    if (next === undefined && way < 0) return;
    this.show(next ?? null);
    this.release(SETTLE_MS);
  }

  key(event) {
    const mirrored = this.root.dir === 'rtl' ? -1 : 1;
    const way = { ArrowRight: mirrored, ArrowLeft: -mirrored, ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === 'Escape' && this.day !== null) this.back.click();
    if (!way) return;
    event.preventDefault();
    this.step(way);
  }

  release(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.day !== this.sent) {
        this.sent = this.day;
        this.go(this.day);
      }
    }, wait);
  }
}

function made(tag, name = '') {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (tag === 'button') element.type = 'button';
  return element;
}
