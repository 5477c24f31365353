// The search box: a combobox whose list is answered by the server as one types; Enter goes to the first answer.

const PAUSE = 70;
const SLOW = 700;
const boxes = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let box = boxes.get(parentElement);
  if (!box) {
    box = new Box(parentElement.querySelector('.kh-search'));
    boxes.set(parentElement, box);
  }
  box.go = (hit) => setTriggerValue('go', { page: hit.page, params: hit.params, at: Date.now() });
  box.dress(data);
}

class Box {
  constructor(root) {
    this.root = root;
    this.cache = new Map();
    this.hits = [];
    this.active = -1;
    this.build();
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('focus', () => this.typed());
    this.input.addEventListener('blur', () => this.close());
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => this.choose(Number(event.target.closest('.option')?.dataset.index ?? -1)));
    this.list.addEventListener('pointermove', (event) => this.light(Number(event.target.closest('.option')?.dataset.index ?? this.active), false));
    this.shortcut = (event) => this.summon(event);
    document.addEventListener('keydown', this.shortcut);
  }

  build() {
    this.label = this.root.appendChild(made('label'));
    this.field = this.root.appendChild(made('div', 'field'));
    this.input = this.field.appendChild(made('input'));
    const list = 'kharita-search-list';
    const given = { id: 'kharita-search', type: 'search', role: 'combobox', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'go', maxlength: 200, 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list };
    for (const [key, value] of Object.entries(given)) this.input.setAttribute(key, value);
    this.label.htmlFor = this.input.id;
    this.field.append(glass(), made('kbd'));
    this.field.lastChild.textContent = '/';
    this.field.lastChild.setAttribute('aria-hidden', 'true');
    this.list = this.root.appendChild(made('div', 'list'));
    this.list.id = list;
    this.list.setAttribute('role', 'listbox');
    this.list.hidden = true;
    this.live = this.root.appendChild(made('div', 'live'));
    this.live.setAttribute('role', 'status');
  }

  dress({ words, asked, dir }) {
    this.words = words;
    this.root.dir = dir;
    this.label.textContent = words.search;
    this.input.placeholder = words.search_hint;
    this.list.setAttribute('aria-label', words.search);
    const told = JSON.stringify(asked);
    if (told !== this.told) this.cache.clear();
    [this.told, this.asked] = [told, asked];
  }

  /** "/" or Ctrl+K from anywhere but a field. */
  summon(event) {
    if (!this.root.isConnected) {
      document.removeEventListener('keydown', this.shortcut);
      return;
    }
    const typing = event.composedPath()[0]?.closest?.('input, textarea, select, [contenteditable]');
    const called = (event.key === '/' && !typing) || (event.key === 'k' && (event.ctrlKey || event.metaKey));
    if (!called) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.input.value.trim()), this.cache.has(this.input.value.trim()) ? 0 : PAUSE);
  }

  async ask(text) {
    this.wanted = text;
    if (!text) return this.show(null);
    if (!this.cache.has(text)) this.cache.set(text, this.fetch(text));
    this.field.classList.add('busy');
    const slow = setTimeout(() => this.wanted === text && this.say(this.words.search_wait), SLOW);
    try {
      const groups = await this.cache.get(text);
      if (this.wanted === text) this.show(groups);
    } catch {
      this.cache.delete(text);
      if (this.wanted === text) this.say(this.words.search_failed);
    } finally {
      clearTimeout(slow);
      if (this.wanted === text) this.field.classList.remove('busy');
    }
    return undefined;
  }

  async fetch(text) {
    const answer = await fetch(`/kharita/find?${new URLSearchParams({ ...this.asked, q: text })}`);
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).groups;
  }

  /** The answers, the first one lit; null: nothing was asked yet. */
  show(groups) {
    if (document.activeElement === null || !this.focused()) return;
    this.hits = (groups ?? []).flatMap((group) => group.hits);
    if (!this.hits.length) {
      this.say(groups ? this.words.search_none : this.words.search_examples);
      return;
    }
    this.list.replaceChildren(...groups.map((group, index) => this.group(group, index)));
    this.open(true);
    this.light(0);
    this.live.textContent = this.words.search_found.replace('{count}', this.hits.length);
  }

  focused() {
    return this.root.getRootNode().activeElement === this.input;
  }

  say(...lines) {
    this.hits = [];
    this.list.replaceChildren(...lines.flatMap((line) => line.split('\n')).map((line) => made('p', 'say', line)));
    this.open(true);
    this.light(-1);
    this.live.textContent = lines.join(' ');
  }

  group({ name, hits }, index) {
    const group = made('div');
    group.setAttribute('role', 'group');
    const head = group.appendChild(made('div', 'group', name));
    head.id = `kharita-search-group-${index}`;
    group.setAttribute('aria-labelledby', head.id);
    group.append(...hits.map((hit) => this.option(hit)));
    return group;
  }

  option(hit) {
    const option = made('div', 'option');
    const index = this.hits.indexOf(hit);
    option.id = `kharita-search-${index}`;
    option.dataset.index = index;
    option.setAttribute('role', 'option');
    option.append(made('span', 'title', hit.title), made('span', 'aside', hit.aside), made('span', 'detail', hit.detail));
    return option;
  }

  open(on) {
    this.list.hidden = !on;
    this.input.setAttribute('aria-expanded', String(on));
  }

  close() {
    clearTimeout(this.timer);
    this.wanted = null;
    this.field.classList.remove('busy');
    this.open(false);
    this.light(-1);
  }

  light(index, scroll = true) {
    this.active = index;
    for (const option of this.list.querySelectorAll('.option')) {
      const on = Number(option.dataset.index) === index;
      option.setAttribute('aria-selected', String(on));
      if (on && scroll) option.scrollIntoView({ block: 'nearest' });
    }
    if (index < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', `kharita-search-${index}`);
  }

  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length) {
      event.preventDefault();
      if (this.list.hidden) this.open(true);
      this.light((this.active + step + this.hits.length) % this.hits.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.enter();
    } else if (event.key === 'Escape') {
      // The browser would empty the field at the first press, and that would open the list again.
      event.preventDefault();
      if (this.list.hidden) this.input.value = '';
      this.close();
    }
  }

  /** Go to the lit answer; where Enter was quicker than the answers, to their first. */
  async enter() {
    const text = this.input.value.trim();
    if (!text) return;
    if (this.wanted !== text || this.field.classList.contains('busy')) {
      clearTimeout(this.timer);
      await this.ask(text);
    }
    this.choose(Math.max(this.active, 0));
  }

  choose(index) {
    const hit = this.hits[index];
    if (!hit) return;
    this.input.value = '';
    this.input.blur();
    this.close();
    this.go(hit);
  }
}

function glass() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'glass');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  path.setAttribute('d', 'M6.5 1.5a5 5 0 1 1 0 10a5 5 0 0 1 0-10M10.3 10.3L15 15');
  return svg;
}

function made(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}
