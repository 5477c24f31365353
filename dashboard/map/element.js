// The wiring: one scene, drawn by the layers, moved by the clock, told to the page on release.

import { decode } from './wire.js';
import { clamp, fromIso, rounded, toIso, writer } from './days.js';
import { areasOn, eventsIn, inTheatre, linksIn, snapshot, same } from './state.js';
import { Fills } from './style.js';
import { canvasLayer } from './layer.js';
import { decodeBase, paintBase, paintLines } from './basemap.js';
import { grouped, paintGround, paintMarks, shapesFor } from './paint.js';
import { paintLabels } from './labels.js';
import { Scrubber, eventsOf } from './scrubber.js';
import { Lanes } from './lanes.js';
import { Legend } from './legend.js';
import { Card } from './card.js';
import { Player } from './play.js';
import { build, dress } from './shell.js';
import { pointer } from './pick.js';
import { listen, tell } from './bridge.js';

const { map, tiles } = window.kharita;
const shell = build(map.getContainer());
const scene = {
  pack: null, base: null, day: 0, window: 30, theatre: 'all', place: null, hidden: new Set(), layers: new Set(),
  lang: 'en', theme: 'light', words: {}, groups: [], links: [], places: [], shown: [], lit: new Set(),
};
const loaded = new Map();
let serial = null;

map.attributionControl.setPrefix('Leaflet');
if (tiles) L.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: tiles.max_zoom }).addTo(map);

const ready = () => scene.pack && scene.base;
const layers = {
  base: canvasLayer(map, 'kharita-base', 190, (ctx, frame) => scene.base && !tiles && paintBase(ctx, frame, scene.base, scene.theme)),
  ground: canvasLayer(map, 'kharita-ground', 300, (ctx, frame) => ready() && paintGround(ctx, frame, scene)),
  lines: canvasLayer(map, 'kharita-lines', 350, (ctx, frame) => scene.base && !tiles && paintLines(ctx, frame, scene.base, scene.theme)),
  marks: canvasLayer(map, 'kharita-marks', 400, (ctx, frame) => ready() && paintMarks(ctx, frame, scene)),
  labels: canvasLayer(map, 'kharita-labels', 450, (ctx, frame) => ready() && paintLabels(ctx, frame, scene)),
};

const scrubber = new Scrubber(shell.scrubber, { move, brush, release });
const lanes = new Lanes(shell.lanes, { choose, move, release });
const legend = new Legend(shell.legend, toggle);
const card = new Card(shell.card);
const player = new Player({
  day: () => scene.day, start: () => scene.pack.start, end: () => scene.pack.end, move,
  stopped: () => { shell.playing(false, scene.words); release(); },
});

/** The page asks for a view: fetch what is new, then draw everything once. */
async function show(message) {
  shell.busy(true);
  try {
    const [pack, base, words] = await Promise.all([get(message.pack, decode), get(message.basemap, decodeBase), get(message.words, (x) => x)]);
    const fresh = message.serial !== serial;
    const moved = fresh || pack !== scene.pack;
    const theatre = fresh ? message.view.theatre : scene.theatre;
    const elsewhere = theatre !== scene.theatre || !scene.pack;
    Object.assign(scene, { pack, base, words, lang: message.lang, theme: message.theme });
    if (fresh) take(message.view);
    serial = message.serial;
    redraw(moved);
    map.invalidateSize({ animate: false });
    if (fresh && message.view.camera) look(message.view.camera);
    else if (elsewhere) frame();
    else if (fresh && scene.place !== null) reveal(scene.place);
    shell.fail('');
  } catch (error) {
    shell.fail(scene.words.map_failed || 'The map could not be loaded. Reload the page.');
    throw error;
  } finally {
    shell.busy(false);
  }
}

async function get(url, read) {
  if (!loaded.has(url)) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    loaded.set(url, read(await answer.json()));
  }
  return loaded.get(url);
}

function take(view) {
  const { pack } = scene;
  scene.day = clamp(fromIso(view.as_of), pack.start, pack.end);
  scene.window = view.window;
  scene.theatre = view.theatre;
  scene.place = pack.byId.get(view.place) ?? null;
  scene.lit = new Set(view.lit.flatMap((id) => (pack.byId.has(id) ? pack.grounds[pack.byId.get(id)] : [])));
  scene.layers = new Set(view.layers);
  scene.hidden = new Set(pack.actors.flatMap((actor, index) => (view.hidden.includes(actor.id) ? [index] : [])));
}

/** Everything that depends on the pack, the theatre, the language or the theme. */
function redraw() {
  const { pack } = scene;
  dress(shell, scene);
  map.zoomControl.setPosition(scene.lang === 'ar' ? 'topleft' : 'topright');
  scene.write = writer(scene.lang);
  scene.fills = new Fills(scene.theme);
  scene.shapes = shapesFor(pack);
  scene.inside = pack.features.map((_, index) => index).filter((index) => inTheatre(pack, index, scene.theatre));
  scene.places = pack.features.map((_, index) => index).filter((index) => pack.features[index].kind === 'place');
  scene.shown = stackOf(pack, scene.theatre);
  scene.keys = null;
  shell.attribution(map, scene.base.attribution[scene.lang]);
  charts();
  legend.draw(scene, scene.inside.filter((index) => pack.features[index].kind !== 'place'));
  Object.values(layers).forEach((layer) => layer.repaint());
  settle();
}

function charts() {
  scrubber.chart(scene);
  lanes.draw(scene);
}

/** The order of the stack: the family of ISIS below, then by the most ground ever held. */
function stackOf(pack, theatre) {
  const most = (one) => Math.max(...one.km2);
  const first = (one) => (pack.actors[one.actor].id === 'isis' ? 0 : 1);
  return [...(pack.series[theatre] || [])].sort((a, b) => first(a) - first(b) || most(b) - most(a));
}

/** Another day: shift the hands, and repaint only what differs. */
function move(day) {
  if (!ready() || day === scene.day) return;
  scene.day = clamp(day, scene.pack.start, scene.pack.end);
  settle();
}

function brush(days) {
  scene.window = days;
  settle();
}

function settle() {
  const { pack, day } = scene;
  const keys = snapshot(pack, day);
  const groups = grouped(pack, eventsIn(pack, day, scene.window), scene.hidden);
  const links = linksIn(pack, day, scene.window);
  const ground = !scene.keys || !same(keys, scene.keys);
  const marks = ground || String(groups) !== String(scene.groups) || String(links) !== String(scene.links);
  Object.assign(scene, { keys, groups, links });
  if (ground) layers.ground.repaint();
  if (ground) legend.show(scene);
  if (marks || groups.length) layers.marks.repaint();
  const text = shell.day(scene, headline());
  scrubber.show(day, scene.window, text);
  lanes.show(day);
  card.hide();
}

/** The day's first figure in words: ISIS where it may hold ground, otherwise whoever holds the most. */
function headline() {
  const areas = areasOn(scene.pack, scene.theatre, scene.day);
  const lead = areas.find((area) => scene.pack.actors[area.actor].id === 'isis') ?? areas[0];
  if (!lead) return '';
  return `${scene.pack.actors[lead.actor].name[scene.lang]} ${scene.write.number(rounded(lead.km2))} ${scene.words.km2}`;
}

function release() {
  if (!ready()) return;
  const place = scene.place === null ? null : scene.pack.features[scene.place].id;
  const hidden = [...scene.hidden].map((index) => scene.pack.actors[index].id);
  shell.say(scrubber.root.getAttribute('aria-valuetext'));
  tell({ kharita: 'view', view: { as_of: toIso(scene.day), window: scene.window, place, hidden } });
}

function choose(feature) {
  scene.place = scene.place === feature ? null : feature;
  lanes.draw(scene);
  lanes.show(scene.day);
  layers.ground.repaint();
  layers.marks.repaint();
  layers.labels.repaint();
  if (scene.place !== null) reveal(feature);
  release();
}

function toggle(actor) {
  if (!scene.hidden.delete(actor)) scene.hidden.add(actor);
  redraw();
  release();
}

function frame() {
  const boxes = scene.theatre === 'all' ? [[-12, 2, 126, 38]] : [scene.pack.theatres.find((one) => one.id === scene.theatre)?.envelope];
  const [west, south, east, north] = boxes[0] || [-12, 2, 126, 38];
  const content = contentBox() || [west, south, east, north];
  const beside = shell.legendWidth() + 8;
  const [left, right] = scene.lang === 'ar' ? [8, beside] : [beside, 8];
  map.fitBounds([[content[1], content[0]], [content[3], content[2]]], { animate: false, paddingTopLeft: [left, 8], paddingBottomRight: [right, 8] });
}

/** The ground of the theatre itself, where it has any. */
function contentBox() {
  if (scene.theatre === 'all') return null;
  const boxes = scene.inside.map((index) => scene.pack.shapes.get(index)?.box).filter(Boolean);
  return boxes.length ? [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(...boxes.map((box) => box[side]))) : null;
}

/** Where a story looks; a small screen sees as much of it as a large one. */
function look([lon, lat, zoom]) {
  const smaller = Math.min(0, Math.log2(shell.stage.clientWidth / 900));
  map.setView([lat, lon], zoom + smaller, { animate: false });
}

function reveal(feature) {
  const { lon, lat } = scene.pack.features[feature];
  if (!map.getBounds().pad(-0.1).contains([lat, lon])) map.setView([lat, lon], Math.max(map.getZoom(), 6), { animate: false });
}

shell.onPlay(() => { player.toggle(); shell.playing(player.running, scene.words); });
shell.onSpeed((speed) => { player.speed = speed; });
shell.onWindow((days) => { brush(days); release(); });
pointer(map, scene, card, { choose });
new ResizeObserver(() => { if (ready()) { map.invalidateSize(); charts(); settle(); } }).observe(shell.scrubber);
document.fonts?.ready.then(() => layers.labels.repaint());
window.kharita.scene = scene;
window.kharita.areas = (day) => areasOn(scene.pack, scene.theatre, day);
window.kharita.ticks = () => eventsOf(scene.pack, scene.theatre).length;
listen(show);
