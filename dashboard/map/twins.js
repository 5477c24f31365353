// A town of the basemap that is a place of the dataset by another name: such a place is not named twice. Pure.

/** In km: a town so near a place is the place, and one of the same name as far as this. */
const [ON_IT, NEAR] = [1, 15];
const KM = 111.32;

/** The words of a name that tell it from others: without accents, articles and signs. */
export function plain(name) {
  const bare = name.normalize('NFD').replace(/[\p{M}'’ʿʾ]/gu, '').toLowerCase();
  const parts = bare.split(/[^\p{L}\p{N}]+/u).map((part) => part.replace(/^ال(?=..)/, ''));
  return parts.filter((part) => part.length > 2);
}

function distance(one, other) {
  const narrow = Math.cos((one.lat * Math.PI) / 180);
  return KM * Math.hypot((one.lon - other.lon) * narrow, one.lat - other.lat);
}

/** Whether a town's name says all that a place's says, in either language. */
function says(town, place) {
  return ['en', 'ar'].some((lang) => {
    const [long, short] = [plain(town[lang]), plain(place[lang])];
    return short.length > 0 && short.every((word) => long.includes(word));
  });
}

/** Whether a town is a place; a quarter, "City: quarter", is never its city. */
export function same(town, place) {
  if (Math.abs(town.lat - place.lat) * KM > NEAR || place.name.en.includes(':')) return false;
  const km = distance(town, place);
  if (km > NEAR) return false;
  return km <= ON_IT || says(town.name, place.name);
}

const found = new WeakMap();

/** For each town that is a place of the pack, the places that it is. */
export function twins(pack, towns) {
  if (!found.has(pack)) {
    const places = [...pack.features.keys()].filter((index) => pack.features[index].kind === 'place');
    const pairs = towns.map((town) => [town, places.filter((index) => same(town, pack.features[index]))]);
    found.set(pack, new Map(pairs.filter(([, those]) => those.length)));
  }
  return found.get(pack);
}
