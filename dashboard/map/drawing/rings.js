// Shapes as GeoJSON has them (lon, lat, closed rings) and as Leaflet does (lat, lng, open rings): to the digit.

const GRID = 1e5;

const written = (value) => Math.round(value * GRID) / GRID;
const position = ({ lng, lat }) => [written(lng), written(lat)];
const isRing = (value) => !Array.isArray(value[0]);

/** The rings of a polygon or multipolygon, as L.polygon takes them. */
export function toLatLngs({ type, coordinates }) {
  const ring = (positions) => positions.slice(0, -1).map(([lng, lat]) => ({ lat, lng }));
  const polygon = (rings) => rings.map(ring);
  return type === 'Polygon' ? polygon(coordinates) : coordinates.map(polygon);
}

/** A ring as GeoJSON; positions that fall together are one, and fewer than three are none. */
function closed(ring) {
  const positions = ring.map(position).filter((here, at, all) => String(here) !== String(all[(at + all.length - 1) % all.length]));
  return positions.length < 3 ? null : [...positions, positions[0]];
}

function polygon(rings) {
  const found = rings.map(closed);
  return found[0] ? found.filter(Boolean) : null;
}

/** What L.polygon holds, as a GeoJSON geometry; null where nothing is left of it. */
export function toGeometry(latlngs) {
  if (!latlngs.length) return null;
  const polygons = (isRing(latlngs) ? [[latlngs]] : isRing(latlngs[0]) ? [latlngs] : latlngs).map(polygon).filter(Boolean);
  if (!polygons.length) return null;
  return polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0] } : { type: 'MultiPolygon', coordinates: polygons };
}

/** What L.polyline holds, as a GeoJSON geometry; null where it has no length. */
export function toLine(latlngs) {
  const positions = latlngs.map(position).filter((here, at, all) => !at || String(here) !== String(all[at - 1]));
  return positions.length < 2 ? null : { type: 'LineString', coordinates: positions };
}

/** What is picked after a click on `id`: of many each is taken in or out, of one it takes the other's place. */
export function picked(ids, id, many) {
  if (!many) return [id];
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}

/** How far an arrow key moves a corner, in pixels; null: it is no arrow. */
export function stepOf({ key, shiftKey }) {
  const far = shiftKey ? 10 : 1;
  return { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] }[key] ?? null;
}
