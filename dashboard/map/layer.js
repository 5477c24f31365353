// A canvas that moves and zooms with a Leaflet map: one renderer, no vector layers of Leaflet's own.

import { scaleOf, unit } from './project.js';

/**
 * Put a canvas on the map.
 * @param {object} map the Leaflet map
 * @param {string} name of its pane
 * @param {number} order the pane's z-index
 * @param {(ctx: CanvasRenderingContext2D, frame: object) => void} draw in CSS pixels of the canvas
 * @returns {{repaint: () => void, canvas: HTMLCanvasElement}}
 */
export function canvasLayer(map, name, order, draw) {
  const pane = map.createPane(name);
  pane.style.zIndex = String(order);
  pane.style.pointerEvents = 'none';
  const layer = new (rendererClass())({ pane: name, padding: 0.12 });
  layer.draw = draw;
  layer.addTo(map);
  return { repaint: () => layer.repaint(), canvas: layer._container };
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
      this.paint();
    },

    /** Paint with the next frame of the screen, however often it is asked for. */
    repaint() {
      this._frame ||= requestAnimationFrame(() => {
        this._frame = 0;
        if (this._map && !this._map._animatingZoom) this.paint();
      });
    },

    paint() {
      const ratio = window.devicePixelRatio || 1;
      const size = this._bounds.getSize();
      this._ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._ctx.clearRect(0, 0, size.x, size.y);
      if (this.draw) this.draw(this._ctx, frameOf(this._map, this._bounds, size, ratio));
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

/** Where things are drawn: paths count from Leaflet's pixel origin, shifted to the corner of the canvas. */
function frameOf(map, bounds, size, ratio) {
  const zoom = map.getZoom();
  const scale = scaleOf(zoom);
  const origin = map.getPixelOrigin();
  const shift = { x: -bounds.min.x, y: -bounds.min.y };
  const at = (lon, lat) => {
    const point = unit(lon, lat);
    return { x: point.x * scale - origin.x + shift.x, y: point.y * scale - origin.y + shift.y };
  };
  return { zoom, scale, origin, shift, size, ratio, at };
}
