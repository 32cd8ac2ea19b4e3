// How far what a page shows is behind its server.

/** So much the clocks of two machines may run apart: each second may lengthen the shortest way by this many seconds. */
const DRIFT = 0.0002;
/** A computer that slept has a steady clock that stood still. Its wall clock says so, if it is not only being set. */
const AWAKE_MILLIS = 1000;

/** Clocks are arguments. Both of this machine: a steady one, and the wall clock; of the server a steady one, which begins anew with an epoch. */
export class Lag {
  constructor() {
    this.epoch = null;
  }

  /** An event of the server came. up: the server's steady clock when it was sent. */
  seen(epoch, up, steady, wall) {
    const way = steady - up;
    this.least = epoch === this.epoch ? Math.min(this.least + (steady - this.steady) * DRIFT, way) : way;
    this.epoch = epoch;
    this.up = up;
    this.steady = steady;
    this.wall = wall;
  }

  /** Milliseconds since the last event was sent, if the fastest event took no time; Infinity before the first. */
  behind(steady, wall) {
    if (this.epoch === null) return Infinity;
    const waited = steady - this.steady;
    const slept = waited > AWAKE_MILLIS ? wall - this.wall : 0;
    return Math.max(waited, slept) + Math.max(0, this.steady - this.up - this.least);
  }
}
