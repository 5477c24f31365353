// What lies under a point of the map. Pure: positions are lon, lat, distances in pixels come from `project`.

/** Whether a ring (lon, lat in turn) winds around a point: the even-odd rule. */
export function inRing(ring, lon, lat) {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const above = ring[i + 1] > lat;
    if (above === ring[j + 1] > lat) continue;
    const crossing = ring[i] + ((lat - ring[i + 1]) * (ring[j] - ring[i])) / (ring[j + 1] - ring[i + 1]);
    if (lon < crossing) inside = !inside;
  }
  return inside;
}

export function inShape(shape, lon, lat) {
  const [west, south, east, north] = shape.box;
  if (lon < west || lon > east || lat < south || lat > north) return false;
  return shape.polygons.some((rings) => rings.reduce((inside, ring) => inside !== inRing(ring, lon, lat), false));
}

/** Zones and regions around a point, zones first, the smaller before the larger. */
export function shapesAt(pack, lon, lat) {
  const size = ([west, south, east, north]) => (east - west) * (north - south);
  const zone = (index) => (pack.features[index].kind === 'zone' ? 0 : 1);
  return [...pack.shapes]
    .filter(([, shape]) => inShape(shape, lon, lat))
    .sort(([a, shapeA], [b, shapeB]) => zone(a) - zone(b) || size(shapeA.box) - size(shapeB.box))
    .map(([index]) => index);
}

/**
 * The nearest of some points within reach of the pointer, or -1.
 * @param {number[]} candidates indexes
 * @param {(index: number) => {x: number, y: number}} project where a candidate is drawn
 */
export function nearest(candidates, project, pointer, reach) {
  let [found, best] = [-1, reach * reach];
  for (const index of candidates) {
    const at = project(index);
    const distance = (at.x - pointer.x) ** 2 + (at.y - pointer.y) ** 2;
    if (distance <= best) [found, best] = [index, distance];
  }
  return found;
}

/** Distance of a point to the segment a-b, squared. */
export function toSegment(point, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(Math.max(along, 0), 1);
  return (point.x - a.x - t * dx) ** 2 + (point.y - a.y - t * dy) ** 2;
}
