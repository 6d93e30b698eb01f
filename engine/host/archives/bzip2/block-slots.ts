/** The states of a slot, in the order that it goes through them. */
export const FREE = 0;
/** Its bits wait for a worker. */
export const READY = 1;
export const TAKEN = 2;
/** The room for bytes is full, and more are to come: the worker waits until they are taken. */
export const PART = 3;
/** The last bytes are there. */
export const DONE = 4;
/** The bits are no block, or not all of one; or it has been given but for its last bytes, which are not as they should be. */
export const FAILED = 5;

const ROOM = 2 ** 20;
/** Bytes of bits that a slot has room for; a block that needs more is very unusual. */
export const MOST_BITS = ROOM;

const FIELDS = 8;
const HEAD = 3;

/**
 * Memory that threads share: slots that each hold the bits of one block and then, piece by piece, its bytes.
 * All of it is made at once, so that whatever the archive, no more is needed.
 */
export class BlockSlots {
  readonly #control: Int32Array;

  private constructor(
    readonly count: number,
    /** What another thread makes its own view of. */
    readonly memory: { readonly control: SharedArrayBuffer; readonly rooms: SharedArrayBuffer },
  ) {
    this.#control = new Int32Array(memory.control);
  }

  static create(count: number): BlockSlots {
    const control = new SharedArrayBuffer((HEAD + count * FIELDS) * 4);
    return new BlockSlots(count, { control, rooms: new SharedArrayBuffer(count * 2 * ROOM) });
  }

  static of(memory: BlockSlots['memory']): BlockSlots {
    return new BlockSlots((memory.control.byteLength / 4 - HEAD) / FIELDS, memory);
  }

  /** Where the bits are. */
  input(slot: number): Uint8Array {
    return new Uint8Array(this.memory.rooms, slot * 2 * ROOM, ROOM);
  }

  /** Where the bytes are. */
  output(slot: number): Uint8Array {
    return new Uint8Array(this.memory.rooms, (slot * 2 + 1) * ROOM, ROOM);
  }

  state(slot: number): number {
    return Atomics.load(this.#control, at(slot, 'state'));
  }

  /** Changes the state where it is the one that is expected; says whether it was. */
  change(slot: number, expected: number, state: number): boolean {
    const changed = Atomics.compareExchange(this.#control, at(slot, 'state'), expected, state) === expected;
    if (changed) this.#ring();
    return changed;
  }

  /** Waits until the state is another than this, or all is stopped; gives false when nothing at all has happened for so long. */
  waitWhile(slot: number, state: number, ms = Infinity): boolean {
    for (;;) {
      const { changes } = this;
      if (this.state(slot) !== state || this.stopped) return true;
      if (Atomics.wait(this.#control, BELL, changes, ms) === 'timed-out') return false;
    }
  }

  get(slot: number, field: Field): number {
    return Atomics.load(this.#control, at(slot, field));
  }

  set(slot: number, field: Field, value: number): void {
    Atomics.store(this.#control, at(slot, field), value);
  }

  /** The number of changes so far, to be handed to `waitForMore`. */
  get changes(): number {
    return Atomics.load(this.#control, BELL);
  }

  /** Waits until something has changed since. */
  waitForMore(changes: number): void {
    Atomics.wait(this.#control, BELL, changes);
  }

  /** Whether nobody wants anything decoded any more. */
  get stopped(): boolean {
    return Atomics.load(this.#control, STOP) === 1;
  }

  stop(): void {
    Atomics.store(this.#control, STOP, 1);
    this.#ring();
  }

  #ring(): void {
    Atomics.add(this.#control, BELL, 1);
    Atomics.notify(this.#control, BELL);
  }
}

const BELL = 0;
const STOP = 1;
const FIELD_NAMES = ['state', 'turn', 'from', 'to', 'end', 'words', 'filled', 'crc'] as const;

export type Field = (typeof FIELD_NAMES)[number];

function at(slot: number, field: Field): number {
  return HEAD + slot * FIELDS + FIELD_NAMES.indexOf(field);
}
