// Gained, lost and held in a pack, between pairs of days: node balance.js PACK THEATRE FROM:TO ... -> JSON, m2 by actor.

import { readFileSync } from 'node:fs';
import { gainedAndLost } from '../../dashboard/map/state.js';
import { decode } from '../../dashboard/map/wire.js';

const [path, theatre, ...pairs] = process.argv.slice(2);
const pack = decode(Uint8Array.from(readFileSync(path)).buffer);
const found = pairs.map((pair) => gainedAndLost(pack, theatre, ...pair.split(':').map(Number)));
console.log(JSON.stringify(found.map((rows) => rows.map(({ actor, ...areas }) => ({ actor: pack.actors[actor].id, ...areas })))));
