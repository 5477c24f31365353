// Where the map looks: part of the view once the viewer has moved it, and taken over from a link.

const PAUSE = 400;

/** In pixels. */
const HAIR = 0.01;

/** Below this width of the stage, in CSS pixels, a zoom is lessened so that a small screen sees as much as a large one. */
const WIDE = 900;

export const lessened = (width) => Math.min(0, Math.log2(width / WIDE));

/** A camera as a link carries it: lon, lat to five decimals, the zoom that a wide screen would have. */
export function coded({ lng, lat }, zoom, width) {
  const rounded = (value, step) => Math.round(value * step) / step;
  return [rounded(lng, 1e5), rounded(lat, 1e5), rounded(zoom - lessened(width), 100)];
}

/** The zoom that a map takes when it is asked for one: the nearest of its steps. */
export function stepped(zoom, map) {
  const step = map.options.zoomSnap;
  return Math.min(Math.max(Math.round(zoom / step) * step, map.getMinZoom()), map.getMaxZoom());
}

export class Camera {
  /** @param {() => void} moved called a moment after the viewer has moved the map */
  constructor(map, stage, moved) {
    [this.map, this.stage, this.own, this.given] = [map, stage, false, null];
    const touch = () => { this.touched = true; };
    for (const kind of ['pointerdown', 'wheel', 'keydown']) stage.addEventListener(kind, touch, { capture: true, passive: true });
    map.on('moveend', () => this.settled(moved));
    // A page that is still being laid out changes the map's size; from half of another size a pixel is soon lost.
    map.on('resize', () => this.given && this.look(this.given));
  }

  settled(moved) {
    if (!this.touched) return;
    [this.own, this.given] = [true, null];
    clearTimeout(this.timer);
    this.timer = setTimeout(moved, PAUSE);
  }

  /** Move the map by `act`; afterwards it looks where everyone's map does, or (`own`) where no other would. */
  move(act, own = false) {
    clearTimeout(this.timer);
    this.touched = false;
    act();
    [this.own, this.given] = [own, null];
  }

  /** Look where a link does; its own words are told again until the viewer moves the map. */
  look(given) {
    const { map } = this;
    const [lon, lat, wide] = given;
    const zoom = stepped(wide + lessened(this.stage.clientWidth), map);
    const half = map.getSize().divideBy(2);
    // A map that was dragged has its corner on a whole pixel; from there a hair further, no rounding lets it slip to the one before.
    const corner = map.project([lat, lon], zoom).subtract(half).round().add([HAIR, HAIR]);
    this.move(() => map.setView(map.unproject(corner.add(half), zoom), zoom, { animate: false, reset: true }), true);
    this.given = given;
  }

  /** lon, lat and zoom, where the viewer has chosen them; otherwise null. */
  told() {
    if (!this.own) return null;
    return this.given ?? coded(this.map.getCenter(), this.map.getZoom(), this.stage.clientWidth);
  }
}
