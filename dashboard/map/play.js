// The clock that runs by itself.

const DAYS_A_SECOND = 30;
export const SPEEDS = [1, 2, 4, 8];

/** The day after `elapsed` milliseconds of play from `day`; fractions are kept for the next frame. */
export function advanced(day, elapsed, speed) {
  return day + (elapsed / 1000) * DAYS_A_SECOND * speed;
}

export class Player {
  /** @param {{day: () => number, end: () => number, start: () => number, move: (day: number) => void, stopped: () => void}} clock */
  constructor(clock) {
    this.clock = clock;
    this.speed = 1;
    this.running = false;
  }

  toggle() {
    if (this.running) this.stop();
    else this.start();
  }

  start() {
    const { clock } = this;
    this.at = clock.day() >= clock.end() ? clock.start() : clock.day();
    this.running = true;
    this.last = performance.now();
    this.frame = requestAnimationFrame((now) => this.step(now));
  }

  step(now) {
    if (!this.running) return;
    this.at = Math.min(advanced(this.at, now - this.last, this.speed), this.clock.end());
    this.last = now;
    this.clock.move(Math.floor(this.at));
    if (this.at >= this.clock.end()) this.stop();
    else this.frame = requestAnimationFrame((time) => this.step(time));
  }

  stop() {
    if (!this.running) return;
    this.running = false;
    cancelAnimationFrame(this.frame);
    this.clock.stopped();
  }
}
