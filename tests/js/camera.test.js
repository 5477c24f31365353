import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coded, lessened, stepped } from '../../dashboard/map/camera.js';

test('a camera comes back from a link on the same screen', () => {
  for (const width of [390, 870, 900, 1800]) {
    for (const zoom of [5, 6.25, 8.75, 11]) {
      const [lon, lat, told] = coded({ lng: 43.123456, lat: 36.3 }, zoom, width);
      assert.deepEqual([lon, lat], [43.12346, 36.3]);
      assert.equal(Math.round((told + lessened(width)) * 4) / 4, zoom);
    }
  }
});

test('a small screen is told the zoom that a wide one has', () => {
  assert.ok(coded({ lng: 0, lat: 0 }, 6, 390)[2] > coded({ lng: 0, lat: 0 }, 6, 1800)[2]);
  assert.equal(lessened(2000), 0);
});

test('a zoom from a link is the very step that the map stood at, whatever its width', () => {
  const map = { options: { zoomSnap: 0.25 }, getMinZoom: () => 2, getMaxZoom: () => 11 };
  for (const width of [360, 611, 838, 900, 1500]) {
    for (let zoom = 2; zoom <= 11; zoom += 0.25) {
      const [, , told] = coded({ lng: 40, lat: 34 }, zoom, width);
      assert.equal(stepped(told + lessened(width), map), zoom);
    }
  }
  assert.equal(stepped(18, map), 11);
});
