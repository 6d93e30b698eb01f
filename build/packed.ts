/** Pieces of bytes by their names as one piece: Node's own module for it would take longer to load than it takes to read them. */
export function packed(pieces: Readonly<Record<string, Buffer>>): Buffer {
  const places = Object.entries(pieces).map(([name, bytes]) => [name, bytes.length] as const);
  const head = Buffer.from(JSON.stringify(places));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...Object.values(pieces)]);
}

export function unpacked(bytes: Buffer): Readonly<Record<string, Buffer>> {
  let at = 4 + bytes.readUInt32LE();
  const places = JSON.parse(bytes.toString('utf8', 4, at)) as readonly (readonly [name: string, length: number])[];
  return Object.fromEntries(places.map(([name, length]) => [name, bytes.subarray(at, (at += length))]));
}
