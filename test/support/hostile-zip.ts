import { zipOf, type ZipMember } from './make-archive.js';

export const file = (name: string): ZipMember => ({ name, body: 'x' });
export const link = (name: string, target: string): ZipMember => ({ name, body: target, mode: 0o120777 });

export const LOCAL = 'PK\x03\x04';
export const CENTRAL = 'PK\x01\x02';
export const END = 'PK\x05\x06';

export interface Field {
  readonly of: typeof LOCAL | typeof CENTRAL | typeof END;
  /** Which of them, from 0. */
  readonly nth?: number;
  readonly at: number;
  readonly bytes: string;
}

/** A zip in which some bytes of a header are others; `bytes` in hex. */
export function changed(zip: Buffer, ...fields: readonly Field[]): Buffer {
  const copy = Buffer.from(zip);
  for (const { of, nth = 0, at, bytes } of fields) {
    let place = copy.indexOf(of, 0, 'latin1');
    for (let index = 0; index < nth; index++) place = copy.indexOf(of, place + 4, 'latin1');
    Buffer.from(bytes, 'hex').copy(copy, place + at);
  }
  return copy;
}

export const both = (at: number, bytes: string): readonly Field[] => [
  { of: LOCAL, at, bytes },
  { of: CENTRAL, at: at + 2, bytes },
];

/** The zips that are changed: of one member as it is, deflated, or with its sizes behind it. */
export const A: ZipMember = { name: 'a', body: 'aaaa' };
export const ONE = zipOf(A);
export const DEFLATED = zipOf({ name: 'a', body: 'a'.repeat(1000), deflate: true });
export const BEHIND = zipOf({ ...A, descriptor: true });
export const differs = (what: string) => `a: its ${what} is not the same throughout the zip`;

/** With another byte at one place. */
export function corrupted(zip: Buffer, at: number): Buffer {
  const copy = Buffer.from(zip);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

/** As the four bytes of a header, in hex. */
export const place = (offset: number): string => {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(offset);
  return field.toString('hex');
};
