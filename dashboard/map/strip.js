// Which of some shapes must be drawn: those in sight, kept as long as the view stays, and of them those on marked tiles. Pure.

export class Strip {
  /** @param {Int32Array} members shapes, in the order in which they are drawn */
  constructor(shapes, members) {
    [this.shapes, this.members] = [shapes, members];
    this.boxes = new Float32Array(shapes.size * 4);
    [this.sight, this.seen] = [new Int32Array(members.length), 0];
    [this.list, this.count] = [new Int32Array(members.length), 0];
    this.view = '';
  }

  /** Take over a view: `boxes` are in pixels of its canvas. */
  aim({ scale, origin, shift, size }) {
    const [left, top] = [origin.x - shift.x, origin.y - shift.y];
    const view = `${scale} ${left} ${top} ${size.x} ${size.y}`;
    if (view === this.view) return;
    this.view = view;
    this.seen = 0;
    const { boxes, shapes: { boxes: units } } = this;
    for (const shape of this.members) {
      const box = shape * 4;
      for (let side = box; side < box + 4; side += 2) {
        boxes[side] = units[side] * scale - left;
        boxes[side + 1] = units[side + 1] * scale - top;
      }
      if (boxes[box + 2] >= 0 && boxes[box + 3] >= 0 && boxes[box] <= size.x && boxes[box + 1] <= size.y) this.sight[this.seen++] = shape;
    }
  }

  /** Let `list`, up to `count`, be what lies in sight; with `tiles`, only what lies on marked ones or within `margin` of them. */
  pick(tiles, margin) {
    const { sight, seen, list, boxes } = this;
    this.count = 0;
    for (let i = 0; i < seen; i += 1) {
      const box = sight[i] * 4;
      if (!tiles || tiles.meets(boxes[box] - margin, boxes[box + 1] - margin, boxes[box + 2] + margin, boxes[box + 3] + margin)) list[this.count++] = sight[i];
    }
  }
}
