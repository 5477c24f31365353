// Who is on the map on the day: a switch an actor, and what the hatches mean.

import { colourOf } from './style.js';

/** Actors with a status in the theatre on any day, most rows first. */
export function actorsOf(pack, features) {
  const counts = new Map();
  for (const feature of features) {
    for (let row = pack.rows[feature]; row < pack.rows[feature + 1]; row += 1) {
      const actor = pack.statuses.actor[row];
      counts.set(actor, (counts.get(actor) || 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([actor]) => actor);
}

export class Legend {
  /** @param {(actor: number) => void} toggle @param {() => void} toggleIncidents */
  constructor(root, toggle, toggleIncidents) {
    Object.assign(this, { root, toggle, toggleIncidents });
  }

  draw(scene, features) {
    this.actors = actorsOf(scene.pack, features);
    this.buttons = this.actors.map((actor) => this.button(scene, actor));
    const keys = [['kh-key-contested', 'contested'], ['kh-key-presence', 'presence'], ['kh-key-unknown', 'not_known'], ['kh-key-disputed', 'sources_disagree']];
    const archive = scene.incidents ? [this.archive(scene)] : [];
    this.root.replaceChildren(...this.buttons, ...keys.map(([name, word]) => key(name, scene.words[word])), ...archive);
    this.show(scene);
  }

  button(scene, actor) {
    const made = switched(scene.pack.actors[actor].name[scene.lang], !scene.hidden.has(actor), () => this.toggle(actor));
    made.firstChild.className = `kh-pat-${scene.pack.actors[actor].pattern}`;
    made.firstChild.style.backgroundColor = colourOf(scene.pack.actors[actor], scene.theme);
    return made;
  }

  /** The switch of the archive's incidents, which names who published them. */
  archive({ words, incidents, layers }) {
    const made = switched(`${words.incidents} (${incidents.archive.sources.join(words.comma)})`, layers.has('incidents'), this.toggleIncidents);
    made.firstChild.className = 'kh-key-incidents';
    return made;
  }

  /** Only those who are there on the day, or on the day it is compared with, and those switched off. */
  show({ ground, then, hidden: off }) {
    this.actors.forEach((actor, index) => {
      const hidden = !ground.there[actor] && !then?.there[actor] && !off.has(actor);
      if (this.buttons[index].hidden !== hidden) this.buttons[index].hidden = hidden;
    });
  }
}

function switched(text, on, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.append(document.createElement('i'), text);
  made.setAttribute('aria-pressed', String(on));
  made.addEventListener('click', act);
  return made;
}

function key(name, word) {
  const made = document.createElement('span');
  made.className = 'kh-key';
  made.appendChild(document.createElement('i')).className = name;
  made.append(word);
  return made;
}
