import { readSync } from 'node:fs';

/** A member's place in a zip, from its local header on. */
export interface Span {
  readonly start: number;
  /** Where it may end: what a descriptor looks like leaves sometimes more than one way to read it. */
  readonly ends: readonly number[];
}

export interface Directory {
  readonly fd: number;
  readonly fileSize: number;
  readonly start: number;
  readonly end: number;
  readonly members: number;
}

/**
 * What is wrong with the order of a zip. Its members must lie one behind the other from the first byte on, then the
 * directory, then its end: bytes that belong to none are where a reader that starts at the front finds other members.
 */
export function layoutTrouble(spans: readonly Span[], directory: Directory): string | undefined {
  const inOrder = [...spans].sort((a, b) => a.start - b.start);
  let ends: readonly number[] = [0];
  for (const { start, ends: next } of [...inOrder, { start: directory.start, ends: [] }]) {
    if (!ends.includes(start)) {
      return start < Math.max(...ends)
        ? 'two of its members overlap'
        : 'it has bytes that belong to none of its members';
    }
    ends = next;
  }
  return endTrouble(directory);
}

const WRONG_END = 'its end does not tell the truth about its directory';

/** Behind the directory: perhaps its end for large zips and where that is, then its end, a comment, and nothing more. */
function endTrouble({ fd, fileSize, start, end, members }: Directory): string | undefined {
  const facts = { members, start, size: end - start };
  let at = end;
  const large = readAt(fd, at, 56);
  if (large.toString('latin1', 0, 4) === 'PK\x06\x06') {
    if (large.length < 56 || !agrees(facts, largeFacts(large), [])) return WRONG_END;
    const behind = at + 12 + Number(large.readBigUInt64LE(4));
    if (behind > fileSize) return WRONG_END;
    const locator = readAt(fd, behind, 20);
    if (locator.toString('latin1', 0, 4) !== 'PK\x06\x07' || locator.length < 20) return WRONG_END;
    if (locator.readBigUInt64LE(8) !== BigInt(at)) return WRONG_END;
    at = behind + 20;
  }
  const last = readAt(fd, at, 22);
  if (last.toString('latin1', 0, 4) !== 'PK\x05\x06' || last.length < 22) return WRONG_END;
  if (!agrees(facts, lastFacts(last), [0xffff, 0xffffffff])) return WRONG_END;
  return at + 22 + last.readUInt16LE(20) === fileSize ? undefined : WRONG_END;
}

interface Facts {
  readonly members: number;
  readonly start: number;
  readonly size: number;
}

/** `elsewhere`: numbers that say that the number stands in the end for large zips. */
function agrees(facts: Facts, told: Facts, elsewhere: readonly number[]): boolean {
  return (['members', 'start', 'size'] as const).every(
    key => told[key] === facts[key] || elsewhere.includes(told[key]),
  );
}

function largeFacts(bytes: Buffer): Facts {
  const [members, size, start] = [32, 40, 48].map(at => Number(bytes.readBigUInt64LE(at)));
  return { members: members ?? 0, size: size ?? 0, start: start ?? 0 };
}

function lastFacts(bytes: Buffer): Facts {
  return { members: bytes.readUInt16LE(10), size: bytes.readUInt32LE(12), start: bytes.readUInt32LE(16) };
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position));
}
