// The pack as columns ready for questions. Nothing here knows the page.

export const FORMAT = 'kharita-pack/1';
export const OPEN = 2 ** 31 - 1;
const STEPS = 10_000;

/**
 * A pack with open ends as OPEN, rows found by feature, and ids found by name.
 * @throws {Error} if it has another format
 */
export function decode(pack) {
  if (pack.format !== FORMAT) throw new Error(`not a ${FORMAT}`);
  const statuses = { ...pack.statuses, to: open(pack.statuses.to), to_sure: open(pack.statuses.to_sure) };
  const spans = spansOf(statuses.feature, pack.features.length);
  return {
    ...pack,
    statuses,
    spans,
    grounds: pack.features.map((feature, index) => (feature.stands_in.length ? feature.stands_in : [index])),
    shapes: shapesOf(pack.rings),
    links: { ...pack.links, day_to: pack.links.day_to.map((day, i) => day ?? pack.links.day[i]) },
    byId: new Map(pack.features.map((feature, index) => [feature.id, index])),
  };
}

const open = (days) => days.map((day) => day ?? OPEN);

/** For each feature the first row and the row after its last; rows are sorted by feature. */
function spansOf(feature, count) {
  const spans = Array.from({ length: count }, () => [0, 0]);
  feature.forEach((index, row) => {
    const span = spans[index];
    if (span[1] === 0) span[0] = row;
    span[1] = row + 1;
  });
  return spans;
}

/** Each shape's polygons as rings of lon, lat, with its bounding box [west, south, east, north]. */
function shapesOf(rings) {
  const shapes = new Map();
  for (const [index, coded] of Object.entries(rings)) {
    shapes.set(Number(index), shapeOf(coded));
  }
  return shapes;
}

export function shapeOf(coded) {
  const polygons = coded.map((polygon) => polygon.map(decodeLine));
  return { polygons, box: boxOf(polygons.flat()) };
}

/** Degrees, lon and lat in turn, from a first position and moves in steps of 1e-4 degree. */
export function decodeLine(coded) {
  const line = new Float64Array(coded.length);
  let [x, y] = [0, 0];
  for (let i = 0; i < coded.length; i += 2) {
    x += coded[i];
    y += coded[i + 1];
    line[i] = x / STEPS;
    line[i + 1] = y / STEPS;
  }
  return line;
}

export function boxOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      box[0] = Math.min(box[0], line[i]);
      box[1] = Math.min(box[1], line[i + 1]);
      box[2] = Math.max(box[2], line[i]);
      box[3] = Math.max(box[3], line[i + 1]);
    }
  }
  return box;
}
