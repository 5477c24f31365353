// The pointer on the map: a card for what lies under it, and a click that chooses a place.

import { aboutEvents, aboutFeature, aboutLink } from './card.js';
import { nearest, shapesAt, toSegment } from './hit.js';
import { LIFT, curve } from './marks.js';
import { placeRank } from './paint.js';

const REACH = 12;

/** @param {{choose: (feature: number) => void}} act */
export function pointer(map, scene, card, { choose }) {
  const about = (event) => {
    if (!scene.pack || !scene.base) return;
    const at = map.latLngToContainerPoint(event.latlng);
    const parts = partsAt(map, scene, at, event.latlng);
    if (parts) card.show(parts, at, map.getSize());
    else card.hide();
  };
  map.on('mousemove', about);
  map.on('mouseout movestart zoomstart', () => card.hide());
  map.on('click', (event) => {
    about(event);
    if (!scene.pack) return;
    const place = placeAt(map, scene, map.latLngToContainerPoint(event.latlng));
    if (place >= 0) choose(place);
  });
}

function partsAt(map, scene, at, { lng, lat }) {
  const group = eventsAt(map, scene, at);
  if (group) return aboutEvents(scene, group);
  const link = linkAt(map, scene, at);
  if (link >= 0) return aboutLink(scene, link);
  const place = placeAt(map, scene, at);
  if (place >= 0) return aboutFeature(scene, place);
  const found = shapesAt(scene.pack, lng, lat).filter((index) => scene.layers.has(`${scene.pack.features[index].kind}s`));
  return found.length ? found.slice(0, 3).flatMap((index) => aboutFeature(scene, index)) : null;
}

const pixel = (map, lon, lat) => map.latLngToContainerPoint([lat, lon]);

function placeAt(map, scene, at) {
  if (!scene.layers.has('places')) return -1;
  const { features } = scene.pack;
  const shown = scene.places.filter((index) => features[index].rank <= placeRank(map.getZoom()));
  return nearest(shown, (index) => pixel(map, features[index].lon, features[index].lat), at, REACH);
}

function eventsAt(map, scene, at) {
  if (!scene.layers.has('events')) return null;
  const { events } = scene.pack;
  const above = (index) => {
    const spot = pixel(map, events.lon[scene.groups[index][0]], events.lat[scene.groups[index][0]]);
    return { x: spot.x, y: spot.y - LIFT };
  };
  const found = nearest(scene.groups.map((_, index) => index), above, at, REACH);
  return found < 0 ? null : scene.groups[found];
}

function linkAt(map, scene, at) {
  if (!scene.layers.has('links')) return -1;
  const { links } = scene.pack;
  const near = (index) => {
    const points = curve(pixel(map, ...links.from[index]), pixel(map, ...links.to[index]));
    return points.slice(1).some((point, i) => toSegment(at, points[i], point) < 25);
  };
  return scene.links.find(near) ?? -1;
}
