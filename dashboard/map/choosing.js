// Ground picked for a form: a click takes it in or out, and a line drawn round zones takes them in.

import { unitX, unitY } from './project.js';

/** Pixels between two points of a line that is drawn. */
const STEP = 4;
const SVG = 'http://www.w3.org/2000/svg';

/** Whether a point lies inside a line that closes from its end to its start: the even-odd rule. */
export function inside(line, x, y) {
  let odd = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
    const [[ax, ay], [bx, by]] = [line[i], line[j]];
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) odd = !odd;
  }
  return odd;
}

/** The zones whose middle lies inside a line on the unit square. */
export function enclosed({ shapes, features }, line) {
  const { boxes, feature } = shapes;
  return [...feature.keys()].filter((shape) => {
    const [left, top, right, bottom] = boxes.subarray(shape * 4, shape * 4 + 4);
    return features[feature[shape]].kind === 'zone' && inside(line, (left + right) / 2, (top + bottom) / 2);
  }).map((shape) => feature[shape]);
}

/** What a click makes of what is picked: ground that is all in it goes out, any other comes in. */
export function toggled(picked, grounds) {
  const out = grounds.every((ground) => picked.has(ground));
  return new Set(out ? [...picked].filter((ground) => !grounds.includes(ground)) : [...picked, ...grounds]);
}

export class Choosing {
  /**
   * @param {{changed: () => void, tell: (message: object) => void}} act `tell` reaches the page with `ids` and the
   *   `serial` of the last change; the page sends both back, so that an older word of it is known as such
   */
  constructor(map, stage, scene, { changed, tell }) {
    Object.assign(this, { map, stage, scene, changed, tell, serial: 0, told: null });
    this.button = stage.appendChild(document.createElement('button'));
    Object.assign(this.button, { type: 'button', className: 'kh-round', hidden: true });
    this.sheet = stage.appendChild(document.createElement('div'));
    Object.assign(this.sheet, { className: 'kh-sheet', hidden: true });
    this.path = this.sheet.appendChild(document.createElementNS(SVG, 'svg')).appendChild(document.createElementNS(SVG, 'polygon'));
    this.button.addEventListener('click', () => this.draw(this.sheet.hidden));
    this.sheet.addEventListener('pointerdown', (event) => this.begin(event));
    this.sheet.addEventListener('pointermove', (event) => this.line && this.follow(event));
    this.sheet.addEventListener('pointerup', () => this.end());
    this.sheet.addEventListener('pointercancel', () => this.draw(false));
    map.getContainer().addEventListener('pointerdown', (event) => this.shift(event), { capture: true });
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.draw(false); });
  }

  /** The page says what is picked; null: nothing is to be picked now. */
  take(told) {
    const { scene } = this;
    this.told = told;
    this.button.hidden = !told;
    this.map.boxZoom[told ? 'disable' : 'enable']();
    if (!told) {
      scene.picked = null;
      this.draw(false);
    } else if (!scene.picked || told.serial >= this.serial) {
      this.serial = Math.max(told.serial, this.serial);
      this.wanted = told.ids;
    }
    if (told) this.name();
  }

  /** Ids as features of the pack in sight, which may have changed. */
  name() {
    const { scene, button } = this;
    scene.picked = new Set(this.wanted.filter((id) => scene.pack.byId.has(id)).map((id) => scene.pack.byId.get(id)));
    button.textContent = scene.words.pick_round;
    button.title = scene.words.pick_round_help;
  }

  toggle(grounds) {
    if (grounds.length) this.set(toggled(this.scene.picked, grounds));
  }

  set(picked) {
    const { scene } = this;
    const { features, byId } = scene.pack;
    scene.picked = picked;
    // What is picked and not on this map, such as a zone of a draft, stays picked.
    const unseen = this.wanted.filter((id) => !byId.has(id));
    this.wanted = [...unseen, ...[...picked].map((feature) => features[feature].id)];
    this.serial += 1;
    this.changed();
    this.tell({ kharita: 'picked', picked: { serial: this.serial, ids: this.wanted } });
  }

  /** Begin or leave drawing a line round zones. */
  draw(on) {
    this.line = null;
    this.path.setAttribute('points', '');
    this.sheet.hidden = !on;
    this.button.setAttribute('aria-pressed', String(on));
  }

  /** With the shift key a drag on the map draws at once. */
  shift(event) {
    if (!this.scene.picked || !event.shiftKey || event.button) return;
    event.stopPropagation();
    this.draw(true);
    this.begin(event);
  }

  begin(event) {
    if (event.button) return;
    event.preventDefault();
    this.sheet.setPointerCapture(event.pointerId);
    this.line = [];
    this.follow(event);
  }

  follow(event) {
    const box = this.stage.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const [lastX, lastY] = this.line.at(-1) ?? [Infinity, Infinity];
    if (Math.hypot(x - lastX, y - lastY) < STEP) return;
    this.line.push([x, y]);
    this.path.setAttribute('points', this.line.map((point) => point.join()).join(' '));
  }

  end() {
    const { line, map, scene } = this;
    this.draw(false);
    if (!line || line.length < 3 || !scene.picked) return;
    const units = line.map((point) => map.containerPointToLatLng(point)).map(({ lat, lng }) => [unitX(lng), unitY(lat)]);
    const found = enclosed(scene.pack, units).filter((feature) => !scene.picked.has(feature));
    if (found.length) this.set(new Set([...scene.picked, ...found]));
  }
}
