// Zones drawn on the map, for curators: loaded only when they ask for it. Geoman moves the corners and snaps them;
// what came of it goes up as GeoJSON, and what it means is decided there.

import { Bar } from './bar.js';
import { picked, stepOf, toGeometry, toLatLngs, toLine } from './rings.js';

const GEOMAN = '../../vendor/@geoman-io/leaflet-geoman-free/dist/leaflet-geoman';
const PANE = 'kharita-draw';
const NOW = { reshape: 'draw_now_reshape', cut: 'draw_now_cut', merge: 'draw_now_merge', new: 'draw_now_new' };
const SHAPES = { cut: 'Line', new: 'Polygon' };
const SNAPPING = { snappable: true, snapDistance: 18, snapSegment: true, snapMiddle: false, tooltips: false };

/** How a line looks while it is drawn, in the colour of the ink. */
function drawn() {
  const line = { color: getComputedStyle(document.documentElement).getPropertyValue('--ink').trim(), weight: 3 };
  return { continueDrawing: false, cursorMarker: true, pathOptions: { ...line, fill: false }, templineStyle: line, hintlineStyle: { ...line, dashArray: '5 5' } };
}

const here = (path) => new URL(path, import.meta.url).href;

/** Load what drawing takes, once. */
export async function begin(map, stage, act) {
  await Promise.all([element('script', { src: here(`${GEOMAN}.min.js`) }), element('link', { rel: 'stylesheet', href: here(`${GEOMAN}.css`) }), element('link', { rel: 'stylesheet', href: here('./draw.css') })]);
  map.pm = new L.PM.Map(map);
  map.pm.setGlobalOptions(SNAPPING);
  map.createPane(PANE).style.zIndex = '460';
  return new Drawing(map, stage, act);
}

function element(tag, attributes) {
  return new Promise((loaded, failed) => {
    const made = Object.assign(document.createElement(tag), attributes, { onload: loaded, onerror: () => failed(new Error(`${attributes.src ?? attributes.href} did not load`)) });
    document.head.append(made);
  });
}

class Drawing {
  /** @param {{bring: (url: string) => Promise<object>, tell: (message: object) => void}} act */
  constructor(map, stage, { bring, tell }) {
    Object.assign(this, { map, bring, tell, zones: new Map(), ids: [], tool: null, url: null, preview: null, changed: false, sent: false, told: 0, stamp: null, later: null });
    this.renderer = L.svg({ pane: PANE, padding: 0.3 });
    this.bar = new Bar(stage, { done: () => this.done(), back: () => this.back(), cancel: () => this.begin() });
    // The bar takes its room from the map.
    new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(stage);
    map.on('pm:create', ({ layer }) => this.created(layer));
    document.addEventListener('keydown', (event) => this.key(event));
  }

  /**
   * Show what the page asks for: null, or the shapes' address, the tool, which zones are picked, and the stamp of the last
   * word that it has heard from here: what it said before it heard the newest does not undo that.
   */
  async show(asked, words) {
    this.later = null;
    if (!asked) {
      this.stop();
      this.clear();
      [this.tool, this.url] = [null, null];
      this.bar.show(null);
      return;
    }
    const fresh = asked.shapes !== this.url;
    // Others go on while somebody draws: their shapes are shown when this one is done with.
    if (fresh && asked.tool === this.tool && this.begun) {
      this.later = [asked, words];
      return;
    }
    if (fresh) {
      this.url = asked.shapes;
      const { zones } = await this.bring(asked.shapes);
      if (this.url !== asked.shapes) return;
      this.stop();
      this.clear();
      for (const zone of zones) this.add(zone);
    }
    const heard = this.stamp === null || asked.stamp === this.stamp;
    if (heard) this.sent = false;
    const ids = (heard ? asked.ids : this.ids).filter((id) => this.zones.has(id));
    const other = asked.tool !== this.tool || String(ids) !== String(this.ids);
    [this.tool, this.words, this.ids] = [asked.tool, words, ids];
    if (fresh || other) this.begin();
    else this.say();
  }

  add({ id, geometry }) {
    const layer = L.polygon(toLatLngs(geometry), { pane: PANE, renderer: this.renderer, className: 'kh-zone', weight: 1, fill: true, fillOpacity: 0 });
    layer.on('click', (event) => this.click(id, event));
    layer.on('pm:edit pm:vertexremoved pm:markerdragend', () => { [this.changed, this.sent] = [true, false]; this.say(); });
    this.zones.set(id, { layer: layer.addTo(this.map), geometry });
  }

  clear() {
    for (const { layer } of this.zones.values()) layer.remove();
    this.zones.clear();
  }

  /** Begin the tool anew on what is picked; what was drawn and not sent is let go. */
  begin() {
    this.stop();
    if (this.later) {
      this.show(...this.later);
      return;
    }
    for (const [id, { layer }] of this.zones) layer.getElement()?.classList.toggle('kh-picked', this.ids.includes(id));
    const shape = SHAPES[this.tool];
    if (this.tool === 'reshape' && this.layer) {
      this.layer.pm.enable({ ...SNAPPING, allowSelfIntersection: true, limitMarkersToCount: 150 });
      this.layer.bringToFront();
    }
    if (shape && (this.tool === 'new' || this.layer)) this.map.pm.enableDraw(shape, { ...SNAPPING, ...drawn() });
    this.say();
  }

  stop() {
    this.map.pm.disableDraw();
    this.preview?.remove();
    this.preview = null;
    for (const { layer, geometry } of this.zones.values()) {
      if (!layer.pm.enabled()) continue;
      layer.pm.disable();
      layer.setLatLngs(toLatLngs(geometry));
    }
    [this.changed, this.sent] = [false, false];
  }

  get layer() {
    return this.zones.get(this.ids[0])?.layer;
  }

  get drawing() {
    return this.map.pm.globalDrawModeEnabled();
  }

  /** Whether there is something drawn that has not been sent. */
  get begun() {
    if (this.changed) return !this.sent;
    return this.drawing && this.map.pm.Draw[SHAPES[this.tool]]._layer?.getLatLngs().length > 0;
  }

  click(id, event) {
    if (this.drawing || this.changed || this.preview || this.tool === 'new') return;
    L.DomEvent.stop(event);
    const many = this.tool === 'merge';
    if (!many && this.ids[0] === id) return;
    this.ids = picked(this.ids, id, many);
    this.begin();
    this.send(null);
  }

  created(layer) {
    this.preview = layer;
    const geometry = this.tool === 'cut' ? toLine(layer.getLatLngs()) : toGeometry(layer.getLatLngs());
    if (geometry) this.send(geometry);
    this.say();
  }

  /** Send what was drawn, or end the line that is being drawn. */
  done() {
    if (this.drawing) this.map.pm.Draw[SHAPES[this.tool]]._finishShape();
    else if (this.tool === 'reshape' && this.changed) this.send(toGeometry(this.layer.getLatLngs()));
  }

  back() {
    if (this.drawing) this.map.pm.Draw[SHAPES[this.tool]]._removeLastVertex();
  }

  send(geometry) {
    this.told += 1;
    this.sent = geometry !== null;
    this.stamp = `${performance.timeOrigin}-${this.told}`;
    this.tell({ kharita: 'drawn', drawn: { stamp: this.stamp, tool: this.tool, ids: this.ids, geometry } });
  }

  /** Say what to do next. */
  say() {
    const needs = this.tool !== 'new' && !this.layer;
    const key = needs ? 'draw_pick' : this.preview ? 'draw_sent' : NOW[this.tool];
    this.bar.show({ words: this.words, help: this.words[key], done: this.drawing || (this.tool === 'reshape' && this.changed), back: this.drawing, cancel: this.drawing || this.changed || Boolean(this.preview) });
  }

  key(event) {
    if (!this.tool || event.target.closest('button, input, summary')) return;
    if (event.target.classList.contains('marker-icon') && this.nudge(event)) return;
    if (event.key === 'Escape') this.begin();
    else if (event.key === 'Enter') this.done();
    else if (event.key === 'Backspace') this.back();
    else return;
    event.preventDefault();
  }

  /** Move the corner that has the focus by an arrow key, as a drag would. */
  nudge(event) {
    const step = stepOf(event);
    const marker = step && this.layer && this.layer.pm._markerGroup?.getLayers().find((one) => one.getElement?.() === event.target);
    if (!marker) return false;
    const to = this.map.latLngToLayerPoint(marker.getLatLng()).add(step);
    event.preventDefault();
    event.stopPropagation();
    marker.fire('dragstart');
    marker.setLatLng(this.map.layerPointToLatLng(to));
    marker.fire('drag', { latlng: marker.getLatLng() });
    marker.fire('dragend');
    return true;
  }
}
