// The small card about what lies under the pointer, made of text alone.

import { CONTESTED, CONTROL, PRESENCE, answer } from './state.js';
import { colourOf } from './style.js';
import { OPEN } from './wire.js';
import { partial } from './days.js';

const STATUS = { [CONTROL]: 'control', [CONTESTED]: 'contested', [PRESENCE]: 'presence' };
const STRENGTH = ['', 'cells', 'active', 'stronghold'];
const CONFIDENCE = ['low', 'medium', 'high'];
const MOST_EVENTS = 4;

export class Card {
  constructor(root) {
    this.root = root;
    root.hidden = true;
  }

  get shown() {
    return !this.root.hidden;
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
  return [line(pack.features[feature].name?.[lang] ?? '…', 'kh-title'), ...lines];
}

function statusLine(scene, row) {
  const { pack, lang, words, write, theme } = scene;
  const rows = pack.statuses;
  const name = (index) => pack.actors[index].name[lang];
  const item = line('', 'kh-status');
  const swatch = item.appendChild(document.createElement('i'));
  swatch.className = `kh-pat-${pack.actors[rows.actor[row]].pattern}`;
  swatch.style.backgroundColor = colourOf(pack.actors[rows.actor[row]], theme);
  const against = Array.from(rows.against.of(row), name).join(words.comma);
  const besieged = Array.from(rows.besieged_by.of(row), name).join(words.comma);
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
  item.append(line([since, until, sure, told, scene.ground.torn[rows.feature[row]] ? words.sources_disagree : ''].filter(Boolean).join(' · '), 'kh-small'));
  return item;
}

/** A marker: one event in full; or how many it stands for, of which kinds, and the newest of them. */
export function aboutEvents(scene, { cell, count }) {
  const { pack, write, words, text, bins } = scene;
  const many = count > 1;
  const lines = bins.members(cell, many ? MOST_EVENTS - 1 : 1).flatMap((index) => aboutEvent(scene, text?.events[index] ?? '…', index));
  if (!many) return lines;
  const kinds = bins.kinds(cell).map(([kind, number]) => `${words[`deed_${pack.event_kinds[kind]}`]} ${write.number(number)}`);
  const more = count - (MOST_EVENTS - 1);
  return [
    line(words.events_here.replace('{count}', write.number(count)), 'kh-title'), line(kinds.join(' · '), 'kh-small'), ...lines,
    ...(more > 0 ? [line(words.more.replace('{count}', write.number(more)), 'kh-small')] : []), line(words.zoom_to_open, 'kh-small kh-hint'),
  ];
}

/** An event: its title, its day, and who took part. */
function aboutEvent({ pack, write, lang, words }, title, index) {
  const { events } = pack;
  const when = [write.day, write.month, write.year][events.precision[index]](events.day[index]);
  const actors = [events.actor[index], ...events.others.of(index)].filter((actor) => actor >= 0).map((actor) => pack.actors[actor].name[lang]);
  return [line(title, 'kh-title'), line([when, actors.join(words.comma)].filter(Boolean).join(' · '), 'kh-small')];
}

/** Incidents of the archive: a cell's counts, or each of those that lie here. */
export function aboutIncidents({ write, words, incidents }, { rows, data, incidents: count, deaths }) {
  const from = incidents.archive.sources.join(words.comma);
  if (!rows) return [line(`${words.incidents}: ${write.number(count)}${words.comma}${words.deaths}: ${write.number(deaths)}`, 'kh-title'), line(from, 'kh-small')];
  const { rows: columns, actors, kinds, ids } = data;
  const lines = rows.slice(0, MOST_EVENTS).flatMap((row) => {
    const sides = [...new Set([actors[columns.a[row]], actors[columns.b[row]]])].filter(Boolean).join(' – ');
    const days = columns.lasts[row] ? `${write.day(columns.day[row])} – ${write.day(columns.day[row] + columns.lasts[row])}` : write.day(columns.day[row]);
    return [line(sides, 'kh-title'), line(`${days} · ${kinds[columns.kind[row]]} · ${words.deaths}: ${write.number(columns.deaths[row])}`, 'kh-small'), line(ids[row], 'kh-small')];
  });
  const more = rows.length - MOST_EVENTS;
  return more > 0 ? [...lines, line(words.more.replace('{count}', write.number(more)), 'kh-small')] : lines;
}

/** One link: its title and days. */
export function aboutLink(scene, index) {
  const { pack, write, text } = scene;
  const { links } = pack;
  const days = links.day_to[index] > links.day[index] ? `${write.day(links.day[index])} – ${write.day(links.day_to[index])}` : write.day(links.day[index]);
  return [line(text?.links[index] ?? '…', 'kh-title'), line(days, 'kh-small')];
}

function line(text, name) {
  const made = document.createElement('div');
  made.className = name;
  made.textContent = text;
  return made;
}
