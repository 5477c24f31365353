// A town of the basemap that is a place of the dataset is named once.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { same, twins } from '../../dashboard/map/twins.js';

const cases = JSON.parse(readFileSync(new URL('../cases/twins.json', import.meta.url), 'utf8'));
const at = (name, km) => ({ name, lon: 40, lat: 34 + km / 111.32 });

for (const { name, place, town, km, same: expected } of cases) {
  test(name, () => assert.equal(same(at(town, km), at(place, 0)), expected));
}

test('the places that a town is are found once for a pack', () => {
  const [kobani, mosul] = [{ en: 'Kobani', ar: 'كوباني' }, { en: 'Mosul', ar: 'الموصل' }];
  const pack = { features: [{ kind: 'zone' }, { kind: 'place', ...at(kobani, 0) }, { kind: 'place', ...at(mosul, 300) }] };
  const towns = [at({ en: 'Ayn al-Arab (Kobani)', ar: 'عين العرب' }, 1), at({ en: 'Erbil', ar: 'أربيل' }, 200)];
  const known = twins(pack, towns);
  assert.deepEqual([...known], [[towns[0], [1]]]);
  assert.equal(twins(pack, towns), known);
});
