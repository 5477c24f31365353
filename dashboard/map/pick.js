// The pointer on the map: a card for what lies under it, and a click that chooses a place or opens a marker.

import { aboutEvents, aboutFeature, aboutIncidents, aboutLink } from './card.js';
import { nearest, toSegment } from './hit.js';
import { reachOf } from './incidents.js';
import { LIFT, curve } from './marks.js';
import { placeRank } from './paint.js';
import { latOf, lonOf, unitX, unitY } from './project.js';

const REACH = 12;
const LINE_REACH = 5;
const MOST_SHAPES = 3;
/** How far a click on a marker that stands for many zooms in. */
const OPENING = 1.5;

/** @param {{choose: (feature: number) => void, pick: (grounds: number[]) => void, ask: () => Promise<void>}} act `ask` brings the words, once */
export function pointer(map, scene, card, { choose, pick, ask }) {
  const about = (event) => {
    if (!scene.pack || !scene.base || scene.drawn) return;
    const at = map.latLngToContainerPoint(event.latlng);
    const parts = partsAt(map, scene, at, event.latlng);
    if (parts) card.show(parts, at, map.getSize());
    else card.hide();
    if (parts && !scene.text) ask().then(() => card.shown && about(event));
  };
  map.on('mousemove', about);
  map.on('mouseout movestart zoomstart', () => card.hide());
  map.on('click', (event) => {
    about(event);
    if (!scene.pack || scene.drawn) return;
    const at = map.latLngToContainerPoint(event.latlng);
    if (scene.picked) {
      pick(groundsAt(map, scene, at, event.latlng));
      return;
    }
    const marker = markerAt(map, scene, at);
    if (marker?.count > 1 && map.getZoom() < map.getMaxZoom()) {
      const { x, y } = scene.pack.events;
      map.setView([latOf(y[marker.event]), lonOf(x[marker.event])], Math.min(map.getZoom() + OPENING, map.getMaxZoom()));
      return;
    }
    const place = placeAt(map, scene, at);
    if (place >= 0) choose(place);
  });
}

function partsAt(map, scene, at, { lng, lat }) {
  const marker = markerAt(map, scene, at);
  if (marker) return aboutEvents(scene, marker);
  const link = linkAt(map, scene, at);
  if (link >= 0) return aboutLink(scene, link);
  const place = placeAt(map, scene, at);
  if (place >= 0) return aboutFeature(scene, place);
  const found = shapesAt(scene, lng, lat).slice(0, MOST_SHAPES).flatMap((feature) => aboutFeature(scene, feature));
  const below = incidentsAt(map, scene, lng, lat);
  const parts = below ? [...found, ...aboutIncidents(scene, below)] : found;
  return parts.length ? parts : null;
}

/** The ground that a click means: that in which the place stands, otherwise the zone or region below. */
function groundsAt(map, scene, at, { lng, lat }) {
  const place = placeAt(map, scene, at);
  return place >= 0 ? [...scene.pack.grounds[place]] : shapesAt(scene, lng, lat).slice(0, 1);
}

/** Zones and regions of the layers in sight around a point, zones first. */
function shapesAt({ pack, layers }, lon, lat) {
  const { shapes, features } = pack;
  const kind = (shape) => features[shapes.feature[shape]].kind;
  const found = shapes.at(unitX(lon), unitY(lat), (shape) => (kind(shape) === 'zone' ? 0 : 1));
  return found.filter((shape) => layers.has(`${kind(shape)}s`)).map((shape) => shapes.feature[shape]);
}

function incidentsAt(map, { incidents, layers }, lon, lat) {
  if (!incidents || !layers.has('incidents')) return null;
  return incidents.at(unitX(lon), unitY(lat), reachOf(LINE_REACH, map.getZoom()));
}

const pixel = (map, lon, lat) => map.latLngToContainerPoint([lat, lon]);

function placeAt(map, scene, at) {
  if (!scene.layers.has('places')) return -1;
  const { features } = scene.pack;
  const shown = scene.places.filter((index) => features[index].rank <= placeRank(map.getZoom()));
  return nearest(shown, (index) => pixel(map, features[index].lon, features[index].lat), at, REACH);
}

function markerAt(map, scene, at) {
  if (!scene.layers.has('events')) return null;
  const { events } = scene.pack;
  const frame = scene.frame();
  const above = (index) => {
    const { event } = scene.cells[index];
    const spot = frame.spot(events.x[event], events.y[event]);
    return { x: spot.x - frame.window.left, y: spot.y - frame.window.top - LIFT };
  };
  const found = nearest([...scene.cells.keys()], above, at, REACH);
  return found < 0 ? null : scene.cells[found];
}

function linkAt(map, scene, at) {
  if (!scene.layers.has('links')) return -1;
  const { links } = scene.pack;
  const near = (index) => {
    const points = curve(pixel(map, ...links.from[index]), pixel(map, ...links.to[index]));
    return points.slice(1).some((point, i) => toSegment(at, points[i], point) < LINE_REACH ** 2);
  };
  return scene.links.find(near) ?? -1;
}
