// A file of its own: the same map, clock and stories as in the dashboard, with no server behind them.

import { bring, drawn, onView, push, refresh, state, told, writeHash } from './host.js';
import '../map/element.js';
import { fromIso } from '../map/days.js';
import { Words, el } from './panel.js';

const at = (id) => document.getElementById(id);
const tabs = [at('tab-day'), at('tab-stories')];
let [said, shown] = [null, state.story ? 1 : 0];

/** Load a language, name the controls in it, and draw. */
async function speak() {
  const [words, text] = await Promise.all([bring(`words-${state.lang}.json`), bring(`text-${state.lang}.json`)]);
  said.speak(state.lang, words, text, state.digits);
  document.title = `${words.brand} · ${said.write.day(fromIso(state.view.as_of))}`;
  at('brand').textContent = words.brand;
  at('theatre').setAttribute('aria-label', words.theatre);
  at('theatre').replaceChildren(...theatres(words));
  at('theatre').value = state.view.theatre;
  at('theme').textContent = state.theme === 'dark' ? words.light : words.dark;
  at('lang').textContent = state.lang === 'ar' ? 'English' : 'العربية';
  at('lang').lang = state.lang === 'ar' ? 'en' : 'ar';
  [words.the_day, words.stories].forEach((word, index) => { tabs[index].textContent = word; });
  at('foot').replaceChildren(el('p', {}, held(words)), el('p', {}, words.foot_borders), el('p', {}, words.foot_credit), stamp(words));
}

function theatres(words) {
  const known = said.pack.theatres.filter(({ id }) => id !== 'world');
  return [['all', words.all_theatres], ...known.map(({ id, name }) => [id, name[state.lang]])].map(([id, text]) => el('option', { value: id }, text));
}

/** What of Kharita is in this file, and what is not. */
function held(words) {
  const known = said.facts.known_on;
  const what = known ? words.offline_then.replace('{day}', said.write.day(fromIso(known))) : words.offline_now;
  return `${what} ${words.offline_incidents}`;
}

function stamp(words) {
  const { dataset, made, link } = told.stamp;
  const open = /^https?:\/\//.test(link) ? el('a', { href: link, rel: 'noopener noreferrer', target: '_blank' }, words.open_live) : '';
  return el('p', {}, `${words.version} `, el('code', {}, dataset), ` · ${words.made_on} `, el('bdi', {}, made.slice(0, 10)), open && ' · ', open);
}

/** Write the panel anew: the day, or the story. */
function write() {
  const panel = at('panel');
  panel.replaceChildren(...(shown ? said.story(state.story, state.step, turn) : said.day(state.view, state.theme)).filter(Boolean));
  panel.setAttribute('aria-labelledby', tabs[shown].id);
  tabs.forEach((tab, index) => tab.setAttribute('aria-selected', String(index === shown)));
  panel.closest('main').dataset.tab = ['day', 'stories'][shown];
}

/** Go to a step of a story: the clock, the camera and what is lit follow it. */
async function turn(id, number) {
  Object.assign(state, { story: id, step: number });
  const story = said.facts.stories.find((one) => one.id === id);
  if (story) {
    const step = story.steps[number - 1];
    Object.assign(state.view, { as_of: step.date.padEnd(10, '-01'), compare: null, place: null, theatre: step.theatre ?? 'all' });
    at('theatre').value = state.view.theatre;
    const lit = step.sentences.flatMap(({ stands_on: ids }) => ids);
    await push({ camera: step.view, lit });
  } else await push();
  write();
  at('panel').scrollTop = 0;
}

function choose(index) {
  shown = index;
  write();
}

async function redraw() {
  await speak();
  await refresh();
  write();
}

at('lang').addEventListener('click', () => { state.lang = state.lang === 'ar' ? 'en' : 'ar'; redraw(); });
at('theme').addEventListener('click', () => { state.theme = state.theme === 'dark' ? 'light' : 'dark'; redraw(); });
at('theatre').addEventListener('change', async (event) => { Object.assign(state.view, { theatre: event.target.value, place: null }); await push(); write(); });
tabs.forEach((tab, index) => {
  tab.addEventListener('click', () => choose(index));
  tab.addEventListener('keydown', (event) => { if (/^Arrow(Left|Right)$/.test(event.key)) { choose(1 - index); tabs[1 - index].focus(); } });
});
document.addEventListener('keydown', (event) => {
  if (!shown || !state.story || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest('[role=slider], [role=tab], [role=application], select')) return;
  const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (state.lang === 'ar' ? -1 : 1);
  const { steps } = said.facts.stories.find((one) => one.id === state.story);
  if (way && steps[state.step + way - 1]) turn(state.story, state.step + way);
});
onView(() => { if (!shown) write(); });

async function begin() {
  await drawn;
  const [facts] = await Promise.all([bring('facts.json'), push()]);
  said = new Words(window.kharita.scene.pack, facts);
  await speak();
  if (state.story) await turn(state.story, state.step);
  write();
  writeHash();
  document.documentElement.dataset.ready = 'yes';
}

begin();
