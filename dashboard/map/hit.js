// Which of some points or lines lies nearest to the pointer. Pure: distances are pixels.

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
