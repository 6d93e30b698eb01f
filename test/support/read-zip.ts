import { fromBufferPromise } from 'yauzl';

/** The texts of a zip, by name. */
export async function readZip(bytes: Buffer): Promise<ReadonlyMap<string, string>> {
  const zip = await fromBufferPromise(bytes);
  const texts = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    texts.set(entry.fileName, Buffer.concat(pieces).toString('utf8'));
  }
  return texts;
}
