// What the map has around it in a file of its own: the data stand in the page, packed, and are never fetched.

const THEMES = ['light', 'dark'];

const heard = new Set();
const asked = readHash();

/** Everything the file holds by name; unpacked when first asked for. */
export async function bring(name) {
  const packed = document.getElementById(`kh-${name}`);
  if (!packed) throw new Error(`${name} is not in this file`);
  const bytes = Uint8Array.from(atob(packed.textContent.trim()), (letter) => letter.charCodeAt(0));
  const plain = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
  return name.endsWith('.bin') ? plain.arrayBuffer() : plain.json();
}

/** What is told once, in the page itself: the first view, the map's settings, the stamp. */
export const told = JSON.parse(document.getElementById('kh-told').textContent);

export const state = {
  lang: asked.lang ?? told.lang,
  digits: told.digits,
  theme: THEMES.includes(asked.theme) ? asked.theme : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  story: asked.story ?? null,
  step: Number(asked.step) || 1,
  view: { ...told.view, ...pick(asked, ['theatre', 'place']), as_of: asked.date ?? told.view.as_of, compare: asked.compare ?? told.view.compare },
  serial: 0,
};

let draw = null;

/** Let the map take over the view as it now is; `more` may aim the camera or light features. */
export function push(more = {}) {
  state.serial += 1;
  return refresh(more);
}

/** Draw again in the language and theme as they now are; the view stays. */
export function refresh(more = {}) {
  writeHash();
  const { lang, theme, digits, serial } = state;
  const view = { ...state.view, camera: null, lit: [], ...more };
  return draw({ pack: 'pack.bin', basemap: 'basemap.json', words: `words-${lang}.json`, lang, digits, theme, serial, view });
}

/** Call `listener` after every view that the map releases. */
export const onView = (listener) => heard.add(listener);

const ready = {};
export const drawn = new Promise((resolve) => { ready.resolve = resolve; });

window.kharita = {
  map: L.map('map', told.map),
  tiles: null,
  host: {
    bring,
    ready(show) { draw = show; ready.resolve(); },
    heard(message) {
      if (message.kharita !== 'view') return;
      Object.assign(state.view, message.view);
      writeHash();
      heard.forEach((listener) => listener());
    },
  },
};

function readHash() {
  return Object.fromEntries(new URLSearchParams(window.location.hash.slice(1)));
}

/** The address remembers the view, so that the file opens again where it was left. */
export function writeHash() {
  const { view, lang, theme, story, step } = state;
  const kept = { date: view.as_of, compare: view.compare, theatre: view.theatre, place: view.place, lang, theme, story, step: story && step };
  const text = new URLSearchParams(Object.entries(kept).filter(([, value]) => value)).toString();
  window.history.replaceState(null, '', `#${text}`);
}

function pick(from, names) {
  return Object.fromEntries(names.filter((name) => from[name]).map((name) => [name, from[name]]));
}
