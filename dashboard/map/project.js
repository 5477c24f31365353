// Web Mercator: degrees to the unit square once, and from there to the pixels of one zoom.

const TILE = 256;
const MAX_LAT = 85.05112878;

export const scaleOf = (zoom) => TILE * 2 ** zoom;

export const unitX = (lon) => lon / 360 + 0.5;

export function unitY(lat) {
  const sine = Math.sin((Math.min(Math.max(lat, -MAX_LAT), MAX_LAT) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** `unitY` for many latitudes: read off a table of hundredths of a degree, within 2e-8 of it up to 80 degrees. */
export function mercator() {
  const table = Float64Array.from({ length: 18_001 }, (_, i) => unitY(i / 100 - 90));
  return (lat) => {
    const at = (lat + 90) * 100;
    const below = Math.min(Math.floor(at), 17_999);
    return table[below] + (at - below) * (table[below + 1] - table[below]);
  };
}

export const lonOf = (x) => (x - 0.5) * 360;

export const latOf = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

/** A line of lon, lat in turn as x, y of the unit square. */
export function unitLine(line) {
  const out = new Float64Array(line.length);
  for (let i = 0; i < line.length; i += 2) {
    out[i] = unitX(line[i]);
    out[i + 1] = unitY(line[i + 1]);
  }
  return out;
}

/** Lines of the unit square as one path, in pixels of `scale` from `origin`; steps too short to see are left out. */
export function pathOf(lines, scale, origin, closed) {
  const path = new Path2D();
  for (const line of lines) {
    trace(path, line, scale, origin);
    if (closed) path.closePath();
  }
  return path;
}

function trace(path, line, scale, origin) {
  let [px, py] = [0, 0];
  for (let i = 0; i < line.length; i += 2) {
    const x = line[i] * scale - origin.x;
    const y = line[i + 1] * scale - origin.y;
    if (i === 0) path.moveTo(x, y);
    else if (Math.abs(x - px) + Math.abs(y - py) < 0.6 && i < line.length - 2) continue;
    else path.lineTo(x, y);
    [px, py] = [x, y];
  }
}

/** Paths by key, made anew when the zoom changes: `get(key, make)`. */
export class PathCache {
  constructor() {
    this.paths = new Map();
    this.scale = 0;
  }

  at(scale, origin) {
    if (scale !== this.scale || origin.x !== this.origin.x || origin.y !== this.origin.y) this.paths.clear();
    [this.scale, this.origin] = [scale, origin];
    return this;
  }

  get(key, make) {
    let path = this.paths.get(key);
    if (!path) this.paths.set(key, (path = make(this.scale, this.origin)));
    return path;
  }
}
