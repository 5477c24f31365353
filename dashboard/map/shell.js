// The elements around the map: the bar of controls, the scrubber, the lanes, the legend, the card.

import { SPEEDS } from './play.js';

const WINDOWS = [7, 30, 90];

/** Build the frame's elements around Leaflet's container. */
export function build(container) {
  const root = make('div', 'kh-root');
  container.before(root);
  const stage = root.appendChild(make('div', 'kh-stage'));
  stage.append(container);
  const legend = legendOf(stage);
  const card = stage.appendChild(make('div', 'kh-card'));
  const bar = root.appendChild(make('div', 'kh-bar'));
  const scrubber = lane(root, 'kh-scrubber');
  const lanes = root.appendChild(make('div', 'kh-lanes'));
  lanes.tabIndex = 0;
  lanes.setAttribute('role', 'group');
  const live = root.appendChild(make('div', 'kh-live'));
  live.setAttribute('role', 'status');
  const veil = stage.appendChild(make('div', 'kh-veil'));
  veil.hidden = true;
  return { root, stage, container, legend, card, scrubber, lanes, live, veil, ...controls(bar), ...verbs(root, live, veil) };
}

/** The legend can be folded away; on a small screen it begins folded. */
function legendOf(stage) {
  const box = stage.appendChild(make('details', 'kh-legend'));
  box.open = window.innerWidth > 600;
  box.appendChild(make('summary', ''));
  return box.appendChild(make('div', 'kh-list'));
}

function controls(bar) {
  const play = bar.appendChild(button('kh-play', ''));
  const clock = bar.appendChild(make('div', 'kh-clock'));
  const date = clock.appendChild(make('strong', ''));
  const figure = clock.appendChild(make('span', 'kh-figure'));
  const compare = bar.appendChild(button('kh-compare', ''));
  const windows = bar.appendChild(make('div', 'kh-group'));
  const speeds = bar.appendChild(make('div', 'kh-group'));
  return {
    play, date, figure, compare, windows, speeds,
    onPlay: (act) => play.addEventListener('click', act),
    onCompare: (act) => compare.addEventListener('click', act),
    onSpeed: (act) => choices(speeds, SPEEDS, 1, act),
    onWindow: (act) => choices(windows, WINDOWS, 30, act),
    playing(running, words) {
      play.classList.toggle('kh-running', running);
      play.setAttribute('aria-label', running ? words.pause : words.play);
      play.title = running ? words.pause : words.play;
    },
  };
}

function verbs(root, live, veil) {
  return {
    /** How much of the map the open legend covers, where there is room to keep clear of it. */
    legendWidth() {
      const box = this.legend.parentElement;
      return box.open && this.stage.clientWidth > 700 ? box.offsetWidth + 8 : 0;
    },
    busy: (on) => root.setAttribute('aria-busy', String(on)),
    say: (text) => { live.textContent = text; },
    fail(text) {
      veil.hidden = !text;
      veil.textContent = text;
    },
    /** Show the day, or the two days, in words; returns what a screen reader gets. */
    day(scene, text, figure) {
      this.date.textContent = text;
      this.compare.setAttribute('aria-pressed', String(scene.compare !== null));
      this.root.classList.toggle('kh-two', scene.compare !== null);
      this.figure.textContent = figure;
      press(this.windows, scene.window);
      return figure ? `${text}${scene.words.comma}${figure}` : text;
    },
    attribution(map, text) {
      if (this.credit) map.attributionControl.removeAttribution(this.credit);
      this.credit = text;
      map.attributionControl.addAttribution(text);
    },
  };
}

/** Language, direction, theme and names of the controls. */
export function dress(shell, { lang, theme, layout, words, write }) {
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === 'ar' ? 'rtl' : 'ltr';
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.layout = layout ?? 'screen';
  shell.container.setAttribute('role', 'application');
  shell.container.setAttribute('aria-label', words.map);
  for (const [group, word] of [[shell.windows, words.window_days], [shell.speeds, words.speed]]) {
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', word);
    group.dataset.word = word;
    for (const one of group.children) one.textContent = write.digits(one.dataset.value) + (group === shell.speeds ? '×' : '');
  }
  shell.legend.setAttribute('role', 'group');
  shell.legend.setAttribute('aria-label', words.legend);
  shell.lanes.setAttribute('aria-label', words.timeline);
  shell.legend.parentElement.firstChild.textContent = words.legend;
  shell.compare.textContent = words.compare;
  shell.compare.title = words.compare_help;
  shell.playing(shell.play.classList.contains('kh-running'), words);
}

function lane(root, name) {
  const row = root.appendChild(make('div', 'kh-row'));
  row.append(make('div', 'kh-gutter'));
  return row.appendChild(make('div', name));
}

function choices(group, values, chosen, act) {
  for (const value of values) {
    const made = group.appendChild(button('', ''));
    made.dataset.value = value;
    made.addEventListener('click', () => { press(group, value); act(value); });
  }
  press(group, chosen);
}

function press(group, value) {
  for (const one of group.children) one.setAttribute('aria-pressed', String(Number(one.dataset.value) === value));
}

function button(name, text) {
  const made = make('button', name);
  made.type = 'button';
  made.textContent = text;
  return made;
}

function make(tag, name) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  return made;
}
