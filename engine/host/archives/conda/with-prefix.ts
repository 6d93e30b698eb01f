import { err, ok, type Result } from '../../../base/result.js';
import type { Placeholder } from './package-facts.js';

/** The most of one file, before and after: it is held in memory. */
export const LARGEST = 256 * 2 ** 20;
/** Linux reads so much of a script's first line, and no more. */
const LONGEST_INTERPRETER_LINE = 127;

/** A file's bytes with the prefix where its placeholder was, or why that cannot be. */
export function withPrefix(
  bytes: Buffer,
  { path, mode }: Placeholder,
  { prefix }: { readonly prefix: string },
): Result<Buffer, string> {
  if (/\p{Cc}/u.test(prefix)) return err('the path of the prefix has a control character');
  if (wideForms(path).some(form => bytes.includes(form))) return err('the old one is in it in wide characters, too');
  const old = Buffer.from(path);
  // Windows takes both, and what was built with one kind of slash is read with that
  const fresh = Buffer.from(path.includes('\\') ? prefix.replaceAll('/', '\\') : prefix.replaceAll('\\', '/'));
  return mode === 'text' ? inText(bytes, { old, fresh }) : inBinary(bytes, { old, fresh });
}

/** As UTF-16 and UTF-32 have it, in either order of bytes: without the zeros around it the two orders are the same. */
function wideForms(path: string): readonly Buffer[] {
  return [2, 4].map(width => {
    const form = Buffer.alloc(path.length * width);
    for (let at = 0; at < path.length; at++) form.writeUInt16LE(path.charCodeAt(at), at * width);
    return form.subarray(0, 1 - width);
  });
}

interface Change {
  readonly old: Buffer;
  readonly fresh: Buffer;
}

function inText(bytes: Buffer, change: Change): Result<Buffer, string> {
  const { old, fresh } = change;
  const size = bytes.length + timesIn(bytes, old) * (fresh.length - old.length);
  if (size > LARGEST) return err(tooLarge());
  const text = Buffer.alloc(size);
  writeChanged(bytes, change, text);
  const wrong = interpreterTrouble(bytes, text, change);
  return wrong === undefined ? ok(text) : err(wrong);
}

function interpreterTrouble(before: Buffer, after: Buffer, { old, fresh }: Change): string | undefined {
  if (before.toString('latin1', 0, 2) !== '#!') return undefined;
  const line = firstLine(before);
  if (!line.includes(old)) return undefined;
  if (fresh.includes(' ')) return 'a script finds no interpreter in a folder whose path has a space';
  if (firstLine(after).length > LONGEST_INTERPRETER_LINE)
    return `its first line, with the path of the prefix, is longer than ${LONGEST_INTERPRETER_LINE} bytes`;
  return undefined;
}

function firstLine(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0x0a);
  return bytes.subarray(0, end === -1 ? bytes.length : end);
}

/** In each string that a NUL ends; what gets shorter is filled up with NULs, so that nothing behind it moves. */
function inBinary(bytes: Buffer, change: Change): Result<Buffer, string> {
  const { old, fresh } = change;
  if (!bytes.includes(old)) return ok(bytes);
  if (isSignedProgram(bytes)) return err('it is signed, and a changed signature is refused by the system');
  if (fresh.length > old.length)
    return err(`the path of the prefix has ${fresh.length} bytes, and there is room for ${old.length} in it`);
  const out = Buffer.from(bytes);
  for (let start = bytes.indexOf(old), end = 0; start !== -1; start = bytes.indexOf(old, end)) {
    const nul = bytes.indexOf(0, start);
    end = nul === -1 ? bytes.length : nul;
    writeChanged(bytes.subarray(start, end), change, out.subarray(start, end).fill(0));
  }
  return ok(out);
}

function timesIn(bytes: Buffer, sought: Buffer): number {
  let times = 0;
  for (let at = bytes.indexOf(sought); at !== -1; at = bytes.indexOf(sought, at + sought.length)) times++;
  return times;
}

/** Writes the bytes with the new path in each place of the old one. Of the places no list is made: there may be millions. */
function writeChanged(bytes: Buffer, { old, fresh }: Change, out: Buffer): void {
  let from = 0;
  let to = 0;
  for (let place = bytes.indexOf(old); place !== -1; place = bytes.indexOf(old, from)) {
    to += bytes.copy(out, to, from, place);
    to += fresh.copy(out, to);
    from = place + old.length;
  }
  bytes.copy(out, to, from);
}

const MACH_O_64 = 0xfeedfacf;
const ARM64 = 0x0100000c;
const UNIVERSAL = [0xcafebabe, 0xcafebabf];

/** Programs for Macs with ARM do not start unless the signature over their bytes is right. */
function isSignedProgram(bytes: Buffer): boolean {
  if (bytes.length < 8) return false;
  if (UNIVERSAL.includes(bytes.readUInt32BE(0))) return true;
  return bytes.readUInt32LE(0) === MACH_O_64 && bytes.readUInt32LE(4) === ARM64;
}

export function tooLarge(): string {
  return `it has a prefix in it, and more than ${LARGEST} bytes`;
}
