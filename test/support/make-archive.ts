import { spawnSync } from 'node:child_process';
import { crc32, deflateRawSync } from 'node:zlib';

/** A member as a test writes it; what is not a plain file says so by `type`. */
export interface Member {
  readonly name: string;
  readonly body?: string | Uint8Array;
  readonly mode?: number;
  /** A tar's type letter: '1' hard link, '2' symbolic link, '3' device, '5' folder, 'x' pax … */
  readonly type?: string;
  readonly target?: string;
  /** Written in the header instead of the body's real size. */
  readonly size?: number;
  /** What stands in the header's place for the time, of 12 bytes. */
  readonly time?: string | Uint8Array;
}

/** A tar, byte by byte: nothing is checked, so that it can be as hostile as a test wants. */
export function tarOf(...members: readonly Member[]): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(1024)]);
}

/** A member as it stands in a tar, without the end of the tar. */
export function tarMember({ name, body = '', mode = 0o644, type = '0', target = '', size, time }: Member): Buffer {
  const bytes = Buffer.from(body as string);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  header.write('0000000\0'.repeat(2), 108);
  header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${MODIFIED.toString(8).padStart(11, '0')}\0`, 136);
  if (time !== undefined) header.fill(0, 136, 148).set(Buffer.from(time as string), 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(target, 157, 100, 'utf8');
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** 1 January 2020, in seconds: what every member of `tarOf` was last changed at. */
export const MODIFIED = 1_577_836_800;

/** A pax header with one record, for the member behind it, or (type 'g') for all of them. */
export function paxOf(key: string, value: string, type = 'x'): Member {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (String(length).length + Buffer.byteLength(rest) !== length) length++;
  return { name: 'pax', type, body: `${length}${rest}` };
}

export const bzip2 = (bytes: Uint8Array): Buffer => through('bzip2', ['-c'], bytes);
export const gzip = (bytes: Uint8Array): Buffer => through('gzip', ['-c'], bytes);
export const xz = (bytes: Uint8Array): Buffer => through('xz', ['-c'], bytes);
export const zstd = (bytes: Uint8Array): Buffer => through('zstd', ['-q', '-c'], bytes);

/** Whether this host has the program that a test's input is made or judged with. */
export function has(...programs: readonly string[]): boolean {
  return programs.every(program => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined);
}

/** What a program makes of these bytes. */
export function through(program: string, argv: readonly string[], input: Uint8Array): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, argv, { input, maxBuffer: 2 ** 30 });
  if (error !== undefined || status !== 0) throw new Error(`${program}: ${error?.message ?? stderr.toString()}`);
  return stdout;
}

export interface ZipMember {
  readonly name: string;
  readonly body?: string | Uint8Array;
  /** Unix mode with its file type, such as 0o120777 for a symbolic link. */
  readonly mode?: number;
  readonly deflate?: boolean;
  /** Bytes behind what is compressed, as if they were part of it. */
  readonly tail?: Uint8Array;
  /** Sizes and checksum stand behind the bytes, not before. */
  readonly descriptor?: boolean;
  /** What the local header says otherwise than the central directory. */
  readonly local?: {
    readonly name?: string;
    readonly size?: number;
    readonly crc?: number;
    readonly extra?: Uint8Array;
  };
  /** What the descriptor says otherwise. */
  readonly told?: { readonly size?: number };
  /** What both say of the uncompressed bytes, against the truth. */
  readonly crc?: number;
  readonly size?: number;
  /** Let the central directory point at the nth member's bytes instead. */
  readonly sameBytesAs?: number;
  /** It stands inside the nth member's stored bytes, at their start. */
  readonly inside?: number;
  /** The name is not said to be UTF-8. */
  readonly isOld?: boolean;
  /** The name's bytes, where they are no UTF-8. */
  readonly raw?: Uint8Array;
  /** Extra fields, in both headers. */
  readonly extra?: Uint8Array;
  /** The system that it was made on: 3 is Unix, 0 DOS. */
  readonly system?: number;
}

/** A zip, byte by byte, as hostile as a test wants. */
export function zipOf(...members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const member of members) {
    const { sameBytesAs, inside = -1 } = member;
    const outer = members[inside];
    const borrowed = outer && (offsets[inside] ?? 0) + 30 + Buffer.byteLength(outer.name);
    offsets.push(borrowed ?? offsets[sameBytesAs ?? -1] ?? offset);
    const local = borrowed === undefined && sameBytesAs === undefined ? zipLocal(member) : Buffer.alloc(0);
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(members.map((member, index) => zipCentral(member, offsets[index] ?? 0)));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

/** The fields that local header and central directory share, from the version on. */
function zipShared(member: ZipMember, { hidden = false }: { readonly hidden?: boolean } = {}): Buffer {
  const { body = '', deflate = false, descriptor = false, isOld = false } = member;
  const bytes = Buffer.from(body as string);
  const stored = compressedOf(member);
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE((isOld ? 0 : 0x0800) | (descriptor ? 8 : 0), 2);
  fields.writeUInt16LE(deflate ? 8 : 0, 4);
  fields.writeUInt16LE(0x0021, 8);
  if (hidden) return fields;
  fields.writeUInt32LE(member.crc ?? crc32(bytes), 10);
  fields.writeUInt32LE(stored.length, 14);
  fields.writeUInt32LE(member.size ?? bytes.length, 18);
  return fields;
}

function compressedOf({ body = '', deflate = false, tail = new Uint8Array() }: ZipMember): Buffer {
  const bytes = Buffer.from(body as string);
  return Buffer.concat([deflate ? deflateRawSync(bytes) : bytes, tail]);
}

/** A member as it stands in a zip, without the central directory. */
export function zipLocal(member: ZipMember): Buffer {
  const { name, descriptor = false, local = {}, told = {} } = member;
  const fields = zipShared(member, { hidden: descriptor });
  if (local.crc !== undefined) fields.writeUInt32LE(local.crc, 10);
  if (local.size !== undefined) fields.writeUInt32LE(local.size, 18);
  const nameBytes = Buffer.from((local.name ?? member.raw ?? name) as string);
  fields.writeUInt16LE(nameBytes.length, 22);
  const extra = local.extra ?? member.extra ?? Buffer.alloc(0);
  const extraLength = Buffer.from(Uint16Array.of(extra.length).buffer);
  const head = Buffer.concat([Buffer.from('PK\x03\x04'), fields, extraLength, nameBytes, extra]);
  const behind = Buffer.alloc(descriptor ? 16 : 0);
  if (descriptor) {
    zipShared(member).copy(behind, 4, 10, 22);
    behind.writeUInt32LE(0x08074b50, 0);
    if (told.size !== undefined) behind.writeUInt32LE(told.size, 12);
  }
  return Buffer.concat([head, compressedOf(member), behind]);
}

function zipCentral(member: ZipMember, offset: number): Buffer {
  const { name, mode = 0o100644, extra = Buffer.alloc(0), system = 3 } = member;
  const fields = zipShared(member);
  const nameBytes = Buffer.from((member.raw ?? name) as string);
  fields.writeUInt16LE(nameBytes.length, 22);
  const rest = Buffer.alloc(16);
  rest.writeUInt16LE(extra.length, 0);
  rest.writeUInt32LE(mode * 2 ** 16, 8);
  rest.writeUInt32LE(offset, 12);
  return Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, system]), fields, rest, nameBytes, extra]);
}

/** A .conda as its tools make it: two tars, zstd in a zip that stores. */
export function condaOf(name: string, parts: { readonly info: Buffer; readonly pkg: Buffer }): Buffer {
  return zipOf(
    { name: 'metadata.json', body: '{"conda_pkg_format_version": 2}' },
    { name: `pkg-${name}.tar.zst`, body: zstd(parts.pkg) },
    { name: `info-${name}.tar.zst`, body: zstd(parts.info) },
  );
}

/** The same members in each format that is unpacked: a name → what makes it. */
export function inEveryFormat(
  members: readonly Pick<Member, 'name' | 'body'>[],
): readonly (readonly [string, () => Buffer])[] {
  const tar = tarOf(...members);
  return [
    ['a.tar', () => tar],
    ['a.tar.bz2', () => bzip2(tar)],
    ['a.tar.gz', () => gzip(tar)],
    ['a.tar.xz', () => xz(tar)],
    ['a.tar.zst', () => zstd(tar)],
    ['a.conda', () => condaOf('a', { info: tarOf({ name: 'info/x' }), pkg: tar })],
    ['a.zip', () => zipOf(...members)],
  ];
}
