// Web Mercator: degrees to the unit square once, and from there to paths in the pixels of one zoom.

const TILE = 256;
const MAX_LAT = 85.05112878;

export const scaleOf = (zoom) => TILE * 2 ** zoom;

export function unit(lon, lat) {
  const sine = Math.sin((Math.min(Math.max(lat, -MAX_LAT), MAX_LAT) * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** A line of lon, lat in turn as x, y of the unit square. */
export function unitLine(line) {
  const out = new Float64Array(line.length);
  for (let i = 0; i < line.length; i += 2) {
    const at = unit(line[i], line[i + 1]);
    out[i] = at.x;
    out[i + 1] = at.y;
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

/** Paths by key, made anew when the zoom changes: `get(key, lines)`. */
export class PathCache {
  constructor(closed = true) {
    this.closed = closed;
    this.clear();
  }

  clear() {
    this.paths = new Map();
    this.scale = 0;
  }

  at(scale, origin) {
    if (scale !== this.scale || origin.x !== this.origin.x || origin.y !== this.origin.y) this.paths.clear();
    [this.scale, this.origin] = [scale, origin];
    return this;
  }

  get(key, lines) {
    if (!this.paths.has(key)) this.paths.set(key, pathOf(lines, this.scale, this.origin, this.closed));
    return this.paths.get(key);
  }
}
