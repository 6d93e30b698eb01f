import { BrokenArchive } from '../broken-archive.js';

/** The records of a pax header, `LENGTH KEY=VALUE\n` each; the length counts all of it, in bytes. */
export function paxRecords(body: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length && body[at] !== 0;) {
    const space = body.indexOf(' ', at);
    const digits = body.toString('latin1', at, space);
    const length = /^\d+$/.test(digits) ? Number(digits) : 0;
    const record = body.subarray(space + 1, at + length - 1);
    const equals = record.indexOf('=');
    const wellFormed = space > at && length > space - at + 2 && body[at + length - 1] === 0x0a && equals > 0;
    if (!wellFormed) throw new BrokenArchive('it is damaged: a pax header is not well formed');
    records.set(record.toString('utf8', 0, equals), record.toString('utf8', equals + 1));
    at += length;
  }
  return records;
}
