// Whole numbers by column, out of bytes; WIRE.md says how, and columns.py writes them.

const MARK = 'KHCO';

/**
 * @param {ArrayBuffer} buffer
 * @returns {{head: object, column: (name: string) => Int32Array | Float64Array, lists: (name: string) => Lists}}
 * @throws {Error} if it is no document of columns
 */
export function decodeColumns(buffer) {
  const bytes = new Uint8Array(buffer);
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== MARK) throw new Error('not a document of columns');
  const length = new DataView(buffer).getUint32(4, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const found = new Map();
  let at = 8 + length;
  for (const [name, count, planes, delta] of head.columns) {
    found.set(name, { bytes: bytes.subarray(at, at + count * planes), count, planes, delta });
    at += count * planes;
  }
  const column = (name) => decodeColumn(found.get(name));
  return { head, column, lists: (name) => new Lists(column(`${name}.count`), column(`${name}.item`)) };
}

function decodeColumn({ bytes, count, planes, delta }) {
  const out = planes > 4 ? wide(bytes, count, planes) : narrow(bytes, count, planes);
  if (delta) for (let i = 1; i < count; i += 1) out[i] += out[i - 1];
  return out;
}

function narrow(bytes, count, planes) {
  const out = new Int32Array(count);
  for (let plane = 0; plane < planes; plane += 1) {
    const [from, shift] = [plane * count, plane * 8];
    for (let i = 0; i < count; i += 1) out[i] |= bytes[from + i] << shift;
  }
  for (let i = 0; i < count; i += 1) out[i] = (out[i] >>> 1) ^ -(out[i] & 1);
  return out;
}

/** Numbers that need more than 32 bits; exact up to 2 ** 52. */
function wide(bytes, count, planes) {
  const out = new Float64Array(count);
  for (let plane = planes - 1; plane >= 0; plane -= 1) {
    for (let i = 0; i < count; i += 1) out[i] = out[i] * 256 + bytes[plane * count + i];
  }
  for (let i = 0; i < count; i += 1) out[i] = out[i] % 2 ? -(out[i] + 1) / 2 : out[i] / 2;
  return out;
}

/** Lists of whole numbers, one after the other in one column. */
export class Lists {
  constructor(counts, items) {
    this.start = sums(counts);
    this.items = items;
  }

  of(index) {
    return this.items.subarray(this.start[index], this.start[index + 1]);
  }
}

/** 0, then the sum of the first one, two, ... counts. */
export function sums(counts) {
  const out = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i += 1) out[i + 1] = out[i] + counts[i];
  return out;
}
