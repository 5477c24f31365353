// A canvas that moves and zooms with a Leaflet map: one renderer, no vector layers of Leaflet's own.

import { scaleOf, unitX, unitY } from './project.js';

/**
 * Put a canvas on the map.
 * @param {object} map the Leaflet map
 * @param {string} name of its pane
 * @param {number} order the pane's z-index
 * @param {(ctx: CanvasRenderingContext2D, frame: object, changed: number[] | null) => void} draw in CSS pixels of
 *   the canvas; `changed` is what `repaint` was asked for since the last time, null: the whole canvas, which is empty
 * @param {number} padding how far the canvas reaches beyond the map on each side, as a share of it: every step of
 *   the clock pays for it, and the first pixels of a drag save by it
 * @returns {{repaint: (changed?: number[]) => void, paint: () => void, frame: () => object, canvas: HTMLCanvasElement}}
 */
export function canvasLayer(map, name, order, draw, padding = 0.04) {
  const pane = map.createPane(name);
  pane.style.zIndex = String(order);
  pane.style.pointerEvents = 'none';
  const layer = new (rendererClass())({ pane: name, padding });
  layer.draw = draw;
  layer.addTo(map);
  return { repaint: (changed) => layer.repaint(changed), paint: () => layer.paint(), frame: () => layer.frame(), canvas: layer._container };
}

let known;

function rendererClass() {
  known ??= L.Renderer.extend({
    _initContainer() {
      this._container = document.createElement('canvas');
      this._container.setAttribute('aria-hidden', 'true');
      this._ctx = this._container.getContext('2d');
    },

    _destroyContainer() {
      cancelAnimationFrame(this._frame);
      this._container.remove();
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      fit(this._container, this._bounds.getSize());
      this._due = null;
      this.paint();
    },

    /** At rest a canvas lies on whole pixels, which keeps its lines sharp; Leaflet would set it off by a part of one. */
    _updateTransform(center, zoom) {
      if (center === this._center && zoom === this._zoom) L.DomUtil.setPosition(this._container, this._bounds.min);
      else L.Renderer.prototype._updateTransform.call(this, center, zoom);
    },

    getEvents() {
      return { ...L.Renderer.prototype.getEvents.call(this), move: this._follow };
    },

    /** While the map is dragged: go with it as soon as it shows what lies beyond the canvas. */
    _follow() {
      if (this._map._animatingZoom || !this._bounds || this._map.getZoom() !== this._zoom) return;
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      if (!this._bounds.contains(corner) || !this._bounds.contains(corner.add(this._map.getSize()))) this._update();
    },

    /** Paint with the next frame of the screen, however often it is asked for. */
    repaint(changed = null) {
      if (changed === null || this._due === null) this._due = null;
      else this._due = (this._due || []).concat(changed);
      this._frame ||= requestAnimationFrame(() => this.paint());
    },

    paint() {
      cancelAnimationFrame(this._frame);
      this._frame = 0;
      if (this._due === undefined || !this._map || this._map._animatingZoom) return;
      const frame = this.frame();
      const due = this._due;
      this._due = undefined;
      this._ctx.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
      if (!due) this._ctx.clearRect(0, 0, frame.size.x, frame.size.y);
      this.draw?.(this._ctx, frame, due);
    },

    frame() {
      return frameOf(this._map, this._bounds, this._bounds.getSize(), window.devicePixelRatio || 1);
    },
  });
  return known;
}

function fit(canvas, size) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${size.x}px`;
  canvas.style.height = `${size.y}px`;
}

/**
 * Where things are drawn: paths count from Leaflet's pixel origin, shifted to the corner of the canvas;
 * `window` is the part of the canvas that the map shows.
 */
function frameOf(map, bounds, size, ratio) {
  const zoom = map.getZoom();
  const scale = scaleOf(zoom);
  const origin = map.getPixelOrigin();
  const shift = { x: -bounds.min.x, y: -bounds.min.y };
  const corner = map.containerPointToLayerPoint([0, 0]);
  const shown = map.getSize();
  const spot = (x, y) => ({ x: x * scale - origin.x + shift.x, y: y * scale - origin.y + shift.y });
  return {
    zoom, scale, origin, shift, size, ratio, spot,
    at: (lon, lat) => spot(unitX(lon), unitY(lat)),
    window: { left: corner.x + shift.x, top: corner.y + shift.y, width: shown.x, height: shown.y },
  };
}
