import { workerData } from 'node:worker_threads';
import { BlockSlots, DONE, FAILED, PART, READY, TAKEN } from './block-slots.js';
import { BlockDecoder } from './bunzip2-block.js';

// A thread of its own, which decodes bzip2 blocks out of shared memory until it is told to stop.
// It has nothing to wait for but that memory, so it never goes back to an event loop.
serve(BlockSlots.of((workerData as { readonly memory: BlockSlots['memory'] }).memory));

function serve(slots: BlockSlots): void {
  const decoder = new BlockDecoder();
  while (!slots.stopped) {
    const { changes } = slots;
    const slot = takeEarliest(slots);
    if (slot === undefined) slots.waitForMore(changes);
    else decode(decoder, slots, slot);
  }
}

function takeEarliest(slots: BlockSlots): number | undefined {
  const ready = Array.from({ length: slots.count }, (_, slot) => slot)
    .filter(slot => slots.state(slot) === READY)
    .sort((a, b) => slots.get(a, 'turn') - slots.get(b, 'turn'));
  return ready.find(slot => slots.change(slot, READY, TAKEN));
}

function decode(decoder: BlockDecoder, slots: BlockSlots, slot: number): void {
  const end = endOf(decoder, slots, slot);
  if (end === undefined) return void slots.change(slot, TAKEN, FAILED);
  slots.set(slot, 'end', end);
  slots.set(slot, 'words', decoder.words);
  const out = slots.output(slot);
  const turn = slots.get(slot, 'turn');
  for (;;) {
    const piece = decoder.next();
    out.set(piece);
    slots.set(slot, 'filled', piece.length);
    slots.set(slot, 'crc', decoder.crc);
    if (decoder.done) return void slots.change(slot, TAKEN, decoder.isCut ? FAILED : DONE);
    slots.change(slot, TAKEN, PART);
    slots.waitWhile(slot, PART);
    // it is taken again once its bytes were, or else given up, and may by now be another's
    if (slots.state(slot) !== TAKEN || slots.get(slot, 'turn') !== turn || slots.stopped) return;
  }
}

/** What is wrong with a block is found again, and said, by the thread that reads block after block. */
function endOf(decoder: BlockDecoder, slots: BlockSlots, slot: number): number | undefined {
  try {
    return decoder.begin({ bytes: slots.input(slot), from: slots.get(slot, 'from'), to: slots.get(slot, 'to') });
  } catch {
    return undefined;
  }
}
