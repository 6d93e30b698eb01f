const SUM = 8;

/** Bytes with a sum at their end. What compiled code is made of is trusted blindly by the engine that runs it, and a damaged piece ends the process. */
export function withSum(bytes: Buffer): Buffer {
  const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  return Buffer.concat([padded, sumOf(padded)]);
}

/** The bytes, and what they were padded with; undefined where the sum is another one. */
export function withoutSum(bytes: Buffer): Buffer | undefined {
  if (bytes.length < SUM || bytes.length % 4 !== 0) return undefined;
  const summed = bytes.subarray(0, -SUM);
  return sumOf(summed).equals(bytes.subarray(-SUM)) ? summed : undefined;
}

/** Against damage, not against an enemy; a digest by Node would take longer to load than all else. */
function sumOf(bytes: Buffer): Buffer {
  let [low, high] = [bytes.length, 0x9e3779b9];
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(bytes);
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, bytes.length / 4);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as number;
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul(high + word, 0xc2b2ae35) ^ low;
  }
  const sum = Buffer.alloc(SUM);
  sum.writeInt32LE(low | 0, 0);
  sum.writeInt32LE(high | 0, 4);
  return sum;
}
