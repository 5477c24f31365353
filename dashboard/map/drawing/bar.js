// The bar above the map while zones are drawn: what to do next, and what can be done. Made of text alone.

const BUTTONS = { done: 'draw_done', back: 'draw_back', cancel: 'draw_cancel' };

export class Bar {
  /** @param {{done: () => void, back: () => void, cancel: () => void}} act */
  constructor(stage, act) {
    this.root = made('div', 'kh-draw');
    stage.before(this.root);
    this.root.setAttribute('role', 'group');
    this.help = this.root.appendChild(made('p', ''));
    this.help.setAttribute('role', 'status');
    this.buttons = Object.fromEntries(Object.keys(BUTTONS).map((name) => [name, this.root.appendChild(made('button', `kh-draw-${name}`))]));
    for (const name of Object.keys(BUTTONS)) {
      this.buttons[name].type = 'button';
      this.buttons[name].addEventListener('click', act[name]);
    }
    this.show(null);
  }

  /** @param {{words: object, help: string, done: boolean, back: boolean, cancel: boolean} | null} state null: hidden */
  show(state) {
    this.root.hidden = !state;
    if (!state) return;
    this.root.setAttribute('aria-label', state.words.curate_draw);
    if (this.help.textContent !== state.help) this.help.textContent = state.help;
    for (const [name, key] of Object.entries(BUTTONS)) {
      this.buttons[name].textContent = state.words[key];
      this.buttons[name].disabled = !state[name];
    }
  }
}

function made(tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  return element;
}
