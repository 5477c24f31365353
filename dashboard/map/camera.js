// Where the map looks: part of the view once the viewer has moved it, and taken over from a link.

const PAUSE = 400;

/** Below this width of the stage, in CSS pixels, a zoom is lessened so that a small screen sees as much as a large one. */
const WIDE = 900;

export const lessened = (width) => Math.min(0, Math.log2(width / WIDE));

/** A camera as a link carries it: lon, lat to five decimals, the zoom that a wide screen would have. */
export function coded({ lng, lat }, zoom, width) {
  const rounded = (value, step) => Math.round(value * step) / step;
  return [rounded(lng, 1e5), rounded(lat, 1e5), rounded(zoom - lessened(width), 100)];
}

export class Camera {
  /** @param {() => void} moved called a moment after the viewer has moved the map */
  constructor(map, stage, moved) {
    [this.map, this.stage, this.own] = [map, stage, false];
    const touch = () => { this.touched = true; };
    for (const kind of ['pointerdown', 'wheel', 'keydown']) stage.addEventListener(kind, touch, { capture: true, passive: true });
    map.on('moveend', () => this.settled(moved));
  }

  settled(moved) {
    if (!this.touched) return;
    this.own = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(moved, PAUSE);
  }

  /** Move the map by `act`; afterwards it looks where everyone's map does, or (`own`) where no other would. */
  move(act, own = false) {
    clearTimeout(this.timer);
    this.touched = false;
    act();
    this.own = own;
  }

  look([lon, lat, zoom]) {
    this.move(() => this.map.setView([lat, lon], zoom + lessened(this.stage.clientWidth), { animate: false }), true);
  }

  /** lon, lat and zoom, where the viewer has chosen them; otherwise null. */
  told() {
    return this.own ? coded(this.map.getCenter(), this.map.getZoom(), this.stage.clientWidth) : null;
  }
}
