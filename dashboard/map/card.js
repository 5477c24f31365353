// The small card about what lies under the pointer, made of text alone.

import { CONTESTED, CONTROL, PRESENCE, answer } from './state.js';
import { colourOf } from './style.js';
import { OPEN } from './wire.js';
import { partial } from './days.js';

const STATUS = { [CONTROL]: 'control', [CONTESTED]: 'contested', [PRESENCE]: 'presence' };
const STRENGTH = ['', 'cells', 'active', 'stronghold'];
const CONFIDENCE = ['low', 'medium', 'high'];

export class Card {
  constructor(root) {
    this.root = root;
    root.hidden = true;
  }

  hide() {
    this.root.hidden = true;
  }

  /** Show parts at a pixel of the map, kept inside it. */
  show(parts, at, size) {
    this.root.replaceChildren(...parts);
    this.root.hidden = false;
    const [width, height] = [this.root.offsetWidth, this.root.offsetHeight];
    const x = at.x + 14 + width > size.x ? at.x - 14 - width : at.x + 14;
    const y = Math.min(Math.max(at.y - height / 2, 4), Math.max(size.y - height - 4, 4));
    this.root.style.transform = `translate(${Math.max(x, 4)}px, ${y}px)`;
  }
}

/** What is known of a feature on the day: a heading, then a line for each status. */
export function aboutFeature(scene, feature) {
  const { pack, day, lang, words } = scene;
  const rows = answer(pack, feature, day);
  const lines = rows.length ? rows.slice(0, 4).map((row) => statusLine(scene, row)) : [line(words.not_known, 'kh-none')];
  return [line(pack.features[feature].name[lang], 'kh-title'), ...lines];
}

function statusLine(scene, row) {
  const { pack, lang, words, write, theme } = scene;
  const rows = pack.statuses;
  const name = (index) => pack.actors[index].name[lang];
  const item = line('', 'kh-status');
  const swatch = item.appendChild(document.createElement('i'));
  swatch.style.background = colourOf(pack.actors[rows.actor[row]], theme);
  const against = rows.against[row].map(name).join(words.comma);
  const besieged = rows.besieged_by[row].map(name).join(words.comma);
  const parts = [
    `${name(rows.actor[row])}${words.comma}${words[STATUS[rows.status[row]]]}`,
    rows.strength[row] ? `(${words[STRENGTH[rows.strength[row]]]})` : '',
    against && `${words.against} ${against}`,
    besieged && `${words.besieged_by} ${besieged}`,
  ];
  item.append(line(parts.filter(Boolean).join(' '), ''));
  const since = `${words.since} ${partial(write, rows.from[row], rows.from_sure[row])}`;
  const until = rows.to[row] >= OPEN ? '' : `${words.until} ${partial(write, rows.to[row], rows.to_sure[row])}`;
  const sure = `${words.confidence}: ${words[CONFIDENCE[rows.confidence[row]]]}`;
  const told = `${words.sources}: ${write.number(rows.sources[row])}`;
  item.append(line([since, until, sure, told, rows.disputed[row] ? words.sources_disagree : ''].filter(Boolean).join(' · '), 'kh-small'));
  return item;
}

/** Events at one spot, the newest first. */
export function aboutEvents(scene, group) {
  const { pack, lang, write, words } = scene;
  const { events } = pack;
  const when = (index) => [write.day, write.month, write.year][events.precision[index]](events.day[index]);
  const shown = [...group].reverse().slice(0, 4).flatMap((index) => [line(events.title[index][lang], 'kh-title'), line(when(index), 'kh-small')]);
  return group.length > 4 ? [...shown, line(words.more.replace('{count}', write.number(group.length - 4)), 'kh-small')] : shown;
}

/** One link: its title and days. */
export function aboutLink(scene, index) {
  const { pack, lang, write } = scene;
  const { links } = pack;
  const days = links.day_to[index] > links.day[index] ? `${write.day(links.day[index])} – ${write.day(links.day_to[index])}` : write.day(links.day[index]);
  return [line(links.title[index][lang], 'kh-title'), line(days, 'kh-small')];
}

function line(text, name) {
  const made = document.createElement('div');
  made.className = name;
  made.textContent = text;
  return made;
}
