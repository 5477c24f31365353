// The wiring: one scene, drawn by the layers, moved by the clock, told to the page on release.

import { decode, name } from './wire.js';
import { addMonths, clamp, fromIso, rounded, toIso, writer } from './days.js';
import { areasOn, gainedAndLost, inTheatre, linksIn } from './state.js';
import { Ground } from './ground.js';
import { Bins } from './bins.js';
import { Incidents } from './incidents.js';
import { Fills, SIZE } from './style.js';
import { Sprites } from './marks.js';
import { canvasLayer } from './layer.js';
import { decodeBase, paintBase, paintLines } from './basemap.js';
import { Territory } from './territory.js';
import { Before } from './before.js';
import { paintMarks } from './paint.js';
import { paintLabels } from './labels.js';
import { Scrubber, eventsOf } from './scrubber.js';
import { Lanes } from './lanes.js';
import { Legend } from './legend.js';
import { Camera } from './camera.js';
import { Card } from './card.js';
import { Swipe } from './swipe.js';
import { Choosing } from './choosing.js';
import { Player } from './play.js';
import { build, dress } from './shell.js';
import { pointer } from './pick.js';
import { bring, listen, tell } from './bridge.js';

const { map, tiles } = window.kharita;
const shell = build(map.getContainer());
const scene = {
  pack: null, base: null, text: null, day: 0, compare: null, swipe: 0.3, drawn: false, window: 30, theatre: 'all', place: null,
  hidden: new Set(), layers: new Set(), lit: new Set(), lang: 'en', theme: 'light', words: {}, cells: [], links: [],
  ground: null, then: null, before: null, picked: null, frame: () => layers.marks.frame(),
};
const loaded = new Map();
let serial = null;
let drawing = null;

map.attributionControl.setPrefix('Leaflet');
if (tiles) L.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: tiles.max_zoom }).addTo(map);

const ready = () => scene.pack && scene.base;
const layers = {
  base: canvasLayer(map, 'kharita-base', 190, drawBase, 0.25),
  ground: canvasLayer(map, 'kharita-ground', 300, drawGround),
  incidents: canvasLayer(map, 'kharita-incidents', 330, drawIncidents),
  lines: canvasLayer(map, 'kharita-lines', 350, (ctx, frame) => scene.base && !tiles && paintLines(ctx, frame, scene.base, scene.theme), 0.25),
  marks: canvasLayer(map, 'kharita-marks', 400, drawMarks),
  labels: canvasLayer(map, 'kharita-labels', 450, (ctx, frame) => ready() && paintLabels(ctx, frame, scene)),
};

const scrubber = new Scrubber(shell.scrubber, { move, brush, compare, release });
const lanes = new Lanes(shell.lanes, { choose, move, release });
const legend = new Legend(shell.legend, toggle, toggleIncidents);
const incidents = new Incidents({ bring, arrived: () => layers.incidents.repaint() });
const card = new Card(shell.card);
const camera = new Camera(map, shell.stage, release);
const swipe = new Swipe(shell.stage, (share) => { scene.swipe = share; settle(); layers.ground.repaint(); }, release);
const choosing = new Choosing(map, shell.stage, scene, { changed: () => layers.ground.repaint(), tell });
const player = new Player({
  day: () => scene.day, start: () => scene.pack.start, end: () => scene.pack.end, move,
  stopped: () => { shell.playing(false, scene.words); release(); },
});

function drawBase(ctx, frame) {
  if (!scene.base) return;
  if (!tiles) paintBase(ctx, frame, scene.base, scene.theme);
  if (ready() && scene.layers.has('zones')) scene.territory.paintOutlines(ctx, frame, scene);
}

function drawGround(ctx, frame, changed) {
  if (!ready()) return;
  if (sides()) scene.before.paint(ctx, frame);
  else scene.territory.paint(ctx, frame, scene, changed);
}

/** Whether the map shows what was before a draft beside what it makes. */
const sides = () => scene.before !== null && scene.compare === null;

function drawIncidents(ctx, frame) {
  if (!ready() || !scene.layers.has('incidents')) return;
  const bounds = map.getBounds();
  const box = { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() };
  incidents.aim(frame.zoom, box, scene.day, scene.window);
  incidents.paint(ctx, frame, scene);
}

function drawMarks(ctx, frame) {
  if (!ready()) return;
  const { origin, shift, scale, size } = frame;
  const view = { scale, left: origin.x - shift.x, top: origin.y - shift.y, width: size.x, height: size.y };
  const aimed = Object.values(view).join();
  if (aimed !== scene.aimed) {
    scene.aimed = aimed;
    scene.bins.aim(view, scene.hidden);
  }
  scene.bins.move(scene.day, scene.window);
  scene.cells = scene.bins.shown();
  paintMarks(ctx, frame, scene);
}

/** The page asks for a view: fetch what is new, then draw everything once. */
async function show(message) {
  shell.busy(true);
  try {
    const [pack, base, words, before] = await Promise.all([
      get(message.pack, decode), get(message.basemap, decodeBase), get(message.words, (x) => x), message.before ? get(message.before, decode) : null,
    ]);
    const fresh = message.serial !== serial;
    const theatre = fresh ? message.view.theatre : scene.theatre;
    // In a place of another size than it was made in, it looks where it would have looked had it been made there.
    const elsewhere = theatre !== scene.theatre || !scene.pack || (message.again && !camera.own);
    const renewed = pack !== scene.pack;
    if (renewed || message.lang !== scene.lang) scene.text = null;
    Object.assign(scene, { pack, base, words, lang: message.lang, digits: message.digits, layout: message.layout, theme: message.theme });
    if (renewed) renew();
    if (before !== (scene.before?.pack ?? null)) scene.before = before && new Before(scene, before);
    incidents.of(message.archive);
    scene.incidents = message.archive ? incidents : null;
    if (fresh) take(message.view);
    choosing.take(message.picking ?? null);
    serial = message.serial;
    redraw();
    map.invalidateSize({ animate: false });
    if ((fresh || message.again) && message.view.camera && !camera.touched) camera.look(message.view.camera);
    else if (elsewhere) frame();
    else if (fresh && scene.place !== null) reveal(scene.place);
    await draw(message.draw);
    shell.fail('');
  } catch (error) {
    shell.fail(scene.words.map_failed || 'The map could not be loaded. Reload the page.');
    throw error;
  } finally {
    shell.busy(false);
  }
}

/** Zones are drawn by curators alone, and what it takes is fetched when the first of them asks. */
async function draw(asked) {
  scene.drawn = Boolean(asked);
  if (!asked && !drawing) return;
  drawing ??= import('/kharita/static/map/drawing/draw.js').then(({ begin }) => begin(map, shell.stage, { bring, tell }));
  await (await drawing).show(asked ?? null, scene.words);
}

async function get(url, read) {
  if (!loaded.has(url)) loaded.set(url, read(await bring(url)));
  return loaded.get(url);
}

/** Bring the words that are read only on asking. */
async function ask() {
  const { pack, lang } = scene;
  const text = await get(pack.texts[lang], (x) => x);
  if (scene.pack !== pack || scene.lang !== lang) return;
  name(pack, text, lang);
  scene.text = text;
}

/** Another pack: what is kept of it while the clock moves. */
function renew() {
  const { pack } = scene;
  scene.territory = new Territory(pack);
  scene.ground = new Ground(pack);
  scene.then = new Ground(pack);
  scene.bins = new Bins(pack.events);
  scene.aimed = null;
  const { features } = pack;
  scene.places = [...features.keys()].filter((index) => features[index].kind === 'place').sort((a, b) => features[a].rank - features[b].rank);
}

function take(view) {
  const { pack } = scene;
  scene.day = clamp(fromIso(view.as_of), pack.start, pack.end);
  scene.compare = view.compare && clamp(fromIso(view.compare), pack.start, scene.day - 1);
  scene.window = view.window;
  scene.swipe = view.swipe / 100;
  scene.theatre = view.theatre;
  scene.place = pack.byId.get(view.place) ?? null;
  scene.lit = new Set(view.lit.flatMap((id) => (pack.byId.has(id) ? pack.grounds[pack.byId.get(id)] : [])));
  scene.layers = new Set(view.layers);
  scene.hidden = new Set(pack.actors.flatMap((actor, index) => (view.hidden.includes(actor.id) ? [index] : [])));
}

/** Everything that depends on the theatre, the language, the theme, or who is hidden. */
function redraw() {
  const { pack, hidden } = scene;
  scene.write = writer(scene.lang, scene.digits);
  Object.assign(SIZE, scene.layout === 'projector' ? { type: 1.35, line: 2 } : { type: 1, line: 1 });
  dress(shell, scene);
  map.zoomControl.setPosition(scene.lang === 'ar' ? 'topleft' : 'topright');
  scene.fills = new Fills(scene.theme);
  scene.sprites = new Sprites();
  scene.inside = [...pack.features.keys()].filter((index) => inTheatre(pack, index, scene.theatre));
  scene.shown = stackOf(pack, scene.theatre);
  for (const ground of [scene.ground, scene.then]) ground.hide(hidden);
  scene.before?.dress();
  scene.aimed = null;
  shell.attribution(map, scene.base.attribution[scene.lang]);
  charts();
  legend.draw(scene, scene.inside.filter((index) => pack.features[index].kind !== 'place'));
  settle();
  Object.values(layers).forEach((layer) => layer.repaint());
}

function charts() {
  scrubber.chart(scene);
  lanes.draw(scene);
}

/** The order of the stack: the family of ISIS below, then by the most ground ever held. */
function stackOf(pack, theatre) {
  const most = (one) => one.km2.reduce((a, b) => Math.max(a, b), 0);
  const first = (one) => (pack.actors[one.actor].id === 'isis' ? 0 : 1);
  return [...(pack.series[theatre] || [])].sort((a, b) => first(a) - first(b) || most(b) - most(a));
}

/** Another day: shift the hands, and repaint only what differs. */
function move(day) {
  if (!ready() || day === scene.day) return;
  const { pack, compare: other } = scene;
  scene.day = clamp(day, other === null ? pack.start : other + 1, pack.end);
  settle();
}

function brush(days) {
  scene.window = days;
  settle();
}

/** Look at two days: the one on the clock, and this one before it; null: at one day only. */
function compare(day) {
  if (!ready()) return;
  scene.compare = day === null ? null : clamp(day, scene.pack.start, scene.day - 1);
  settle();
  layers.ground.repaint();
}

function settle() {
  const { pack, day, compare: other, write, words } = scene;
  const changed = scene.ground.move(day);
  if (other !== null) changed.push(...scene.then.move(other));
  scene.links = linksIn(pack, day, scene.window);
  if (scene.before?.move(day)) layers.ground.repaint();
  if (changed.length) {
    layers.ground.repaint(changed);
    legend.show(scene);
  }
  layers.marks.repaint();
  if (scene.incidents) layers.incidents.repaint();
  const text = other === null ? shell.day(scene, write.day(day), headline()) : shell.day(scene, between(), balance());
  const then = other === null ? null : { day: other, text: write.day(other) };
  scrubber.show(day, scene.window, text, then);
  if (then) swipe.show(scene.swipe, { early: then.text, late: write.day(day), sentence: between(), words, mirrored: scene.lang === 'ar' });
  else if (sides()) swipe.show(scene.swipe, { early: words.curate_before, late: words.curate_after, sentence: words.curate_sides, words, mirrored: scene.lang === 'ar', plain: true });
  else swipe.show(null);
  lanes.show(day);
  card.hide();
}

/** The two days in a sentence. */
const between = () => scene.words.between_days.replace('{start}', scene.write.day(scene.compare)).replace('{end}', scene.write.day(scene.day));

/** The first actor in sight: ISIS where it may hold ground, otherwise the first of the list. */
const leading = (rows) => rows.find((row) => scene.pack.actors[row.actor].id === 'isis') ?? rows[0];

/** The day's first figure in words. */
function headline() {
  const lead = leading(areasOn(scene.pack, scene.theatre, scene.day));
  return lead ? `${scene.pack.actors[lead.actor].name[scene.lang]} ${area(lead.km2)}` : '';
}

/** What the first actor gained and lost between the two days, in words. */
function balance() {
  const lead = leading(gainedAndLost(scene.pack, scene.theatre, scene.compare, scene.day));
  if (!lead) return '';
  return `${scene.pack.actors[lead.actor].name[scene.lang]} \u200e+${area(lead.gained / 1e6)}${scene.words.comma}\u200e−${area(lead.lost / 1e6)}`;
}

const area = (km2) => `${scene.write.number(rounded(km2))} ${scene.words.km2}`;

function release() {
  if (!ready()) return;
  const place = scene.place === null ? null : scene.pack.features[scene.place].id;
  const hidden = [...scene.hidden].map((index) => scene.pack.actors[index].id);
  const shown = [...scene.layers];
  shell.say(scrubber.root.getAttribute('aria-valuetext'));
  const other = scene.compare === null ? null : toIso(scene.compare);
  tell({ kharita: 'view', view: { as_of: toIso(scene.day), compare: other, window: scene.window, place, hidden, layers: shown, camera: camera.told(), swipe: Math.round(scene.swipe * 100) } });
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

function toggleIncidents() {
  if (!scene.layers.delete('incidents')) scene.layers.add('incidents');
  redraw();
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
  const padding = { animate: false, reset: true, paddingTopLeft: [left, 8], paddingBottomRight: [right, 8] };
  camera.move(() => map.fitBounds([[content[1], content[0]], [content[3], content[2]]], padding));
}

/** The ground of the theatre itself, where it has any: west, south, east, north. */
function contentBox() {
  if (scene.theatre === 'all') return null;
  const { shapes } = scene.pack;
  const boxes = scene.inside.map((index) => shapes.of[index]).filter((shape) => shape >= 0).map((shape) => shapes.degrees(shape));
  const side = (index) => boxes.reduce((found, box) => (index < 2 ? Math.min : Math.max)(found, box[index]), boxes[0]?.[index]);
  return boxes.length ? [0, 1, 2, 3].map(side) : null;
}

function reveal(feature) {
  const { lon, lat } = scene.pack.features[feature];
  if (map.getBounds().pad(-0.1).contains([lat, lon])) return;
  camera.move(() => map.setView([lat, lon], Math.max(map.getZoom(), 6), { animate: false, reset: true }), true);
}

shell.onPlay(() => { player.toggle(); shell.playing(player.running, scene.words); });
shell.onSpeed((speed) => { player.speed = speed; });
shell.onCompare(() => { if (ready()) { compare(scene.compare === null ? addMonths(scene.day, -12) : null); release(); } });
shell.onWindow((days) => { brush(days); release(); });
pointer(map, scene, card, { choose, pick: (grounds) => choosing.toggle(grounds), ask });
new ResizeObserver(() => { if (ready()) { map.invalidateSize(); charts(); settle(); } }).observe(shell.scrubber);
document.fonts?.ready.then(() => { scene.sprites = new Sprites(); layers.labels.repaint(); layers.marks.repaint(); });
Object.assign(window.kharita, { scene, move, work, areas: (day) => areasOn(scene.pack, scene.theatre, day), ticks: () => eventsOf(scene.pack, scene.theatre) });
document.addEventListener('keydown', (event) => { if (event.key === '?') tell({ kharita: 'keys' }); });
listen(show);

/** Draw a day at once, pixels and all, and say how many milliseconds that took: for benchmarks. */
function work(day) {
  const start = performance.now();
  move(day);
  for (const layer of [layers.ground, layers.marks]) {
    layer.paint();
    layer.canvas.getContext('2d').getImageData(0, 0, 1, 1);
  }
  return performance.now() - start;
}
