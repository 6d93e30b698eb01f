import { Counts } from './counts';
import { CHUNK, CHUNKS, NEXT_CHUNK, SEGMENT, S_CHUNK, S_LENGTH, S_NEXT, TEXT } from './layout';

/** Puts the segments one behind the other, from the origin's on and round again, up to as many bytes as words. */
export function joinSegments(): void {
  let told: u32 = 0;
  for (let segment: u32 = 0; told < Counts.words; ) {
    const here = SEGMENT + ((<usize>segment) << 4);
    let chunk = load<u32>(here + S_CHUNK);
    let more = min<u32>(load<u32>(here + S_LENGTH), Counts.words - told);
    while (more > 0) {
      const part = min<u32>(more, CHUNK);
      copy(TEXT + told, CHUNKS + <usize>(chunk * CHUNK), part);
      told += part;
      more -= part;
      chunk = load<u16>(NEXT_CHUNK + (chunk << 1));
    }
    segment = load<u32>(here + S_NEXT);
  }
}

/** Some bytes more than these may be written behind them. */
@inline
function copy(to: usize, from: usize, length: u32): void {
  for (let done: u32 = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}
