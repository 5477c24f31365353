// The bytes of the server come back as what they were; a stranger's bytes are refused.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeColumns } from '../../dashboard/map/columns.js';
import { decode } from '../../dashboard/map/wire.js';
import { day, encode, packOf } from './pack.js';

const cases = JSON.parse(readFileSync(new URL('../cases/columns.json', import.meta.url), 'utf8'));

for (const { name, columns, bytes } of cases) {
  test(name, () => {
    const buffer = Uint8Array.from(Buffer.from(bytes, 'hex')).buffer;
    const document = decodeColumns(buffer);
    for (const [column, values] of columns) assert.deepEqual([...document.column(column)], values);
    assert.deepEqual(Buffer.from(encode({}, columns)), Buffer.from(buffer));
  });
}

test('bytes of another kind, or a pack of another format, are refused', () => {
  assert.throws(() => decode(new TextEncoder().encode('{"format": "kharita-pack/2"}').buffer), /document of columns/);
  assert.throws(() => decode(encode({ format: 'other/1' }, [])), /kharita-pack/);
});

test('a pack gives its rows by feature, open ends open, and places their ground', () => {
  const pack = packOf([{ valid_from: '2014', valid_to: '2015', actor: 'isis', status: 'control' }, { valid_from: '2015', valid_to: null, actor: 'sdf', status: 'control' }]);
  assert.deepEqual([...pack.rows], [0, 2, 2]);
  assert.deepEqual([...pack.statuses.to], [day('2015'), 2 ** 31 - 1]);
  assert.deepEqual(pack.grounds, [[0], [0]]);
  assert.equal(pack.features[1].name.ar, 'بلدة');
});
