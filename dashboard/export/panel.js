// The words beside the map in a file of its own: the day as sentences and tables, and the stories. Text is text: textContent only.

import { fromIso, partial, rounded, writer } from '../map/days.js';
import { name } from '../map/wire.js';
import { colourOf } from '../map/style.js';
import { eventsOn, figuresOn, flips, placesOn, side, torn } from './telling.js';

const MOST_SOURCES = 6;
const MOST_CITED = 3;

/** An element with children; strings become text. */
export function el(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (value !== null && value !== undefined) made.setAttribute(key === 'name' ? 'class' : key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

/** A link to a source; only http and https addresses become one. */
export function link(text, url) {
  if (!/^https?:\/\//.test(url ?? '')) return el('span', {}, text);
  return el('a', { href: url, rel: 'noopener noreferrer nofollow', target: '_blank' }, text);
}

/** Everything that the words are made from. */
export class Words {
  constructor(pack, facts) {
    [this.pack, this.facts] = [pack, facts];
  }

  /** The language, its words, and its names of ground, titles of events and links. */
  speak(lang, words, text, digits) {
    Object.assign(this, { lang, words, text, write: writer(lang, digits) });
    name(this.pack, text, lang);
  }

  area(km2) {
    return `${this.write.number(rounded(km2))} ${this.words.km2}`;
  }

  /** A partial date of the dataset, "2017" or "2017-08" or a day, as precisely as it is. */
  date(text) {
    const form = [this.write.year, this.write.month, this.write.day][text.split('-').length - 1];
    return form(fromIso(text.padEnd(10, '-01')));
  }

  /** The day as sentences and tables. */
  day({ as_of: iso, theatre, window: days }, theme) {
    const day = fromIso(iso);
    const sources = new Set();
    const parts = [
      el('h2', {}, this.words.on_day.replace('{day}', this.write.day(day))),
      this.known(),
      this.figures(theatre, day, theme),
      this.changed(theatre, day, days, sources),
      this.happened(theatre, day, days, sources),
      this.holding(theatre, day, sources),
    ];
    return [...parts, this.said(sources)];
  }

  known() {
    const { known_on: known } = this.facts;
    return known ? el('p', { name: 'kh-past' }, this.words.known_banner.replace('{day}', this.date(known))) : '';
  }

  figures(theatre, day, theme) {
    const rows = figuresOn(this.pack, theatre, day);
    if (!rows.length) return el('p', { name: 'kh-small' }, this.words.no_ground);
    const { pack, lang } = this;
    const item = (row) => {
      const swatch = el('i', { 'aria-hidden': 'true' });
      swatch.style.background = colourOf(pack.actors[row.actor], theme);
      const band = [row.low, row.high].map((km2) => this.write.number(rounded(km2))).join(' – ');
      return el('tr', {}, el('th', { scope: 'row' }, swatch, pack.actors[row.actor].name[lang]), el('td', {}, this.area(row.km2)), el('td', { name: 'kh-small' }, band));
    };
    const heads = [this.words.actor, this.words.ground, this.words.band];
    return el('table', { name: 'kh-figures' }, el('thead', {}, el('tr', {}, ...heads.map((text) => el('th', { scope: 'col' }, text)))), el('tbody', {}, ...rows.map(item)));
  }

  changed(theatre, day, days, sources) {
    const { pack, lang, words, write, facts } = this;
    const found = flips(pack, theatre, day - days, day);
    const arrow = lang === 'ar' ? '←' : '→';
    const items = found.map(({ feature, from, to, row, day: when }) => {
      facts.statuses[row].forEach((source) => sources.add(source));
      const turn = `${side(pack, from, lang, words)} ${arrow} ${side(pack, to, lang, words)}`;
      return el('li', {}, el('strong', {}, pack.features[feature].name[lang]), ` ${turn} `, el('span', { name: 'kh-small' }, partial(write, when, to >= 0 ? pack.statuses.from_sure[row] : pack.statuses.to_sure[row])), this.cited(facts.statuses[row]));
    });
    return el('section', {}, el('h3', {}, words.changed_hands), items.length ? el('ul', {}, ...items) : el('p', { name: 'kh-small' }, words.nothing_changed));
  }

  happened(theatre, day, days, sources) {
    const { pack, lang, words, text, write, facts } = this;
    const items = eventsOn(pack, theatre, day, days).map((index) => {
      facts.events[index].sources.forEach((source) => sources.add(source));
      const when = [write.day, write.month, write.year][pack.events.precision[index]](pack.events.day[index]);
      return el('li', {}, el('span', { name: 'kh-small' }, when), ' ', el('strong', {}, text.events[index]), el('div', {}, facts.events[index].summary[lang]), this.cited(facts.events[index].sources));
    });
    return el('section', {}, el('h3', {}, words.events_in_window), items.length ? el('ul', {}, ...items) : el('p', { name: 'kh-small' }, words.no_events));
  }

  holding(theatre, day, sources) {
    const { pack, lang, words, facts } = this;
    const rows = placesOn(pack, theatre, day, lang).map(({ feature, rows: held }) => {
      held.forEach((row) => facts.statuses[row].forEach((source) => sources.add(source)));
      const lines = held.map((row) => el('div', {}, this.phrase(row)));
      if (torn(pack, feature, day)) lines.push(el('div', { name: 'kh-small' }, words.sources_disagree));
      return el('tr', {}, el('th', { scope: 'row' }, pack.features[feature].name[lang]), el('td', {}, ...(lines.length ? lines : [words.not_known])));
    });
    return el('details', {}, el('summary', {}, words.who_holds_places), el('table', {}, el('tbody', {}, ...rows)));
  }

  phrase(row) {
    const { pack, lang, words, write } = this;
    const { statuses, actors } = pack;
    const others = (list) => [...list.of(row)].map((index) => actors[index].name[lang]).join(words.comma);
    const parts = [`${actors[statuses.actor[row]].name[lang]}${words.comma}${[words.control, words.contested, words.presence][statuses.status[row]]}`];
    for (const [list, word] of [[statuses.against, words.against], [statuses.besieged_by, words.besieged_by]]) {
      if (list.of(row).length) parts.push(`${word} ${others(list)}`);
    }
    parts.push(`${words.since} ${partial(write, statuses.from[row], statuses.from_sure[row])}`);
    return parts.join(' ');
  }

  said(sources) {
    const items = [...sources].sort((a, b) => a - b).map((source) => el('li', {}, this.source(source)));
    return el('details', {}, el('summary', {}, `${this.words.says_who} (${this.write.number(items.length)})`), el('ul', {}, ...items));
  }

  /** A source: its title as a link, who published it and when. */
  source(index) {
    const { title, publisher, published, url } = this.facts.sources[index];
    return el('span', {}, link(title[this.lang], url), ` ${publisher[this.lang]}${this.words.comma}${this.date(published)}`);
  }

  /** The first sources of one line, by publisher. */
  cited(sources) {
    const { facts, lang, words } = this;
    const names = sources.slice(0, MOST_CITED).map((source) => link(facts.sources[source].publisher[lang], facts.sources[source].url));
    return el('div', { name: 'kh-cited' }, ...names.flatMap((name, index) => (index ? [words.semicolon, name] : [name])));
  }

  /** The shelf of stories, or one step of one; `act` goes to a story and step. */
  story(id, number, act) {
    const { facts, lang, words, write } = this;
    const story = facts.stories.find((one) => one.id === id);
    if (!story) return this.shelf(act);
    const step = story.steps[number - 1];
    const go = (text, to, name) => {
      const made = el('button', { type: 'button', name }, text);
      made.disabled = to < 1 || to > story.steps.length;
      made.addEventListener('click', () => act(id, to));
      return made;
    };
    const leave = el('button', { type: 'button', name: 'kh-leave' }, words.all_stories);
    leave.addEventListener('click', () => act(null, 1));
    return [
      el('p', { name: 'kh-small' }, `${story.title[lang]} · ${write.number(number)} / ${write.number(story.steps.length)}`),
      el('h2', {}, step.title[lang]),
      el('p', { name: 'kh-when' }, this.date(step.date)),
      ...step.sentences.map((sentence) => this.sentence(sentence)),
      el('div', { name: 'kh-turn' }, go(words.previous, number - 1, 'kh-back'), go(words.next, number + 1, 'kh-next')),
      leave,
    ];
  }

  sentence({ text, cited }) {
    const shown = cited.slice(0, MOST_SOURCES);
    return el('div', { name: 'kh-said' }, el('p', {}, text[this.lang]), el('ul', { name: 'kh-small' }, ...shown.map((source) => el('li', {}, this.source(source)))));
  }

  shelf(act) {
    const { facts, lang, words, write } = this;
    if (!facts.stories.length) return [el('p', {}, words.no_stories)];
    return facts.stories.map((story) => {
      const begin = el('button', { type: 'button', name: 'kh-begin' }, `${words.begin} · ${words.steps.replace('{count}', write.number(story.steps.length))}`);
      begin.addEventListener('click', () => act(story.id, 1));
      return el('article', {}, el('h2', {}, story.title[lang]), el('p', {}, story.summary[lang]), begin);
    });
  }
}
