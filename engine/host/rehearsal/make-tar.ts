import { bytesOf, type ArchiveMember } from './archive-member.js';

const BLOCK = 512;

/** A tar archive (ustar) in memory: plain files, no owners, one date for all. */
export function makeTar(members: readonly ArchiveMember[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const member of members) {
    const content = bytesOf(member);
    parts.push(header(member, content.length), content, Buffer.alloc(padding(content.length)));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return Buffer.concat(parts);
}

function header(member: ArchiveMember, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const { prefix, name } = splitName(member.name);
  block.write(name, 0, 100, 'utf8');
  writeOctal(block, { at: 100, width: 8, value: member.executable === true ? 0o755 : 0o644 });
  writeOctal(block, { at: 108, width: 8, value: 0 });
  writeOctal(block, { at: 116, width: 8, value: 0 });
  writeOctal(block, { at: 124, width: 12, value: size });
  writeOctal(block, { at: 136, width: 12, value: 315_532_800 });
  block.write('        0', 148, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345, 155, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** ustar keeps a long name in two fields, cut at a slash. */
function splitName(name: string): { readonly prefix: string; readonly name: string } {
  if (Buffer.byteLength(name) <= 100) return { prefix: '', name };
  for (let cut = name.indexOf('/'); cut !== -1; cut = name.indexOf('/', cut + 1)) {
    const [prefix, rest] = [name.slice(0, cut), name.slice(cut + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return { prefix, name: rest };
  }
  throw new Error(`a stand-in archive's member has a name too long for ustar: ${name}`);
}

function writeOctal(block: Buffer, field: { readonly at: number; readonly width: number; readonly value: number }) {
  block.write(`${field.value.toString(8).padStart(field.width - 1, '0')}\0`, field.at, 'latin1');
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
