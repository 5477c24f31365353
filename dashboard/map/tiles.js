// Which parts of a canvas must be drawn again: a grid of tiles, marked by the boxes that changed. Pure.

const SIDE = 64;

export class Tiles {
  /** @param {{x: number, y: number}} size of the canvas in CSS pixels */
  constructor(size) {
    this.columns = Math.ceil(size.x / SIDE);
    this.lines = Math.ceil(size.y / SIDE);
    this.marked = new Uint8Array(this.columns * this.lines);
    this.count = 0;
  }

  /** The share of the canvas that is marked. */
  get share() {
    return this.count / Math.max(this.marked.length, 1);
  }

  mark(left, top, right, bottom) {
    this.over(left, top, right, bottom, (tile) => {
      this.count += 1 - this.marked[tile];
      this.marked[tile] = 1;
      return false;
    });
  }

  /** Whether a box touches a marked tile. */
  meets(left, top, right, bottom) {
    return this.over(left, top, right, bottom, (tile) => this.marked[tile]);
  }

  over(left, top, right, bottom, see) {
    const [x1, y1] = [Math.max(Math.floor(left / SIDE), 0), Math.max(Math.floor(top / SIDE), 0)];
    const [x2, y2] = [Math.min(Math.floor(right / SIDE), this.columns - 1), Math.min(Math.floor(bottom / SIDE), this.lines - 1)];
    for (let y = y1; y <= y2; y += 1) {
      for (let x = x1; x <= x2; x += 1) if (see(y * this.columns + x)) return true;
    }
    return false;
  }

  /** The marked tiles as rectangles {x, y, width, height}, neighbours of a line joined, on whole device pixels. */
  rectangles(ratio) {
    const whole = (value) => Math.round(value * SIDE * ratio) / ratio;
    const found = [];
    for (let y = 0; y < this.lines; y += 1) {
      for (let x = 0; x < this.columns; x += 1) {
        if (!this.marked[y * this.columns + x]) continue;
        const from = x;
        while (x + 1 < this.columns && this.marked[y * this.columns + x + 1]) x += 1;
        found.push({ x: whole(from), y: whole(y), width: whole(x + 1) - whole(from), height: whole(y + 1) - whole(y) });
      }
    }
    return found;
  }
}
