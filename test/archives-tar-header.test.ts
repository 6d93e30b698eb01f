import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Header } from 'tar';
import { TAR_BLOCK, tarHeader } from '../engine/host/archives/tar/tar-header.js';
import { has, tarOf, through } from './support/make-archive.js';

const built = join(dirname(fileURLToPath(import.meta.url)), '..');

test(
  'headers of every form that tar writes are read as node-tar reads them',
  { skip: !has('tar') && 'tar is needed' },
  () => {
    for (const format of ['gnu', 'pax', 'posix', 'ustar', 'v7', 'oldgnu']) {
      const argv = ['-C', built, `--format=${format}`, '--numeric-owner', '-cf', '-', 'engine/base', 'engine/model'];
      const tar = through('tar', argv, Buffer.alloc(0));
      let members = 0;
      for (let at = 0; tar[at] !== 0; members++) {
        const block = tar.subarray(at, at + TAR_BLOCK);
        const [ours, theirs] = [tarHeader(block), new Header(block)];
        assert.ok(ours !== undefined && theirs.cksumValid);
        assert.equal(ours.name, theirs.path, format);
        assert.equal(ours.size, theirs.size, ours.name);
        assert.equal(ours.mode, theirs.mode, ours.name);
        assert.equal(ours.modified, (theirs.mtime?.getTime() ?? NaN) / 1000, ours.name);
        assert.equal(ours.type, theirs.typeKey, ours.name);
        at += TAR_BLOCK + Math.ceil(ours.size / TAR_BLOCK) * TAR_BLOCK;
      }
      assert.ok(members > 10, format);
    }
  },
);

test('a header with one changed byte is none', () => {
  const [header] = [tarOf({ name: 'a', body: 'x' }).subarray(0, TAR_BLOCK)];
  assert.equal(tarHeader(header)?.name, 'a');
  for (const at of [0, 99, 124, 156, 345, 500]) {
    const changed = Buffer.from(header);
    changed[at] = (changed[at] ?? 0) + 1;
    assert.equal(tarHeader(changed), undefined, `byte ${at}`);
  }
});

/** A header with these bytes at these places, and the checksum that it then has. */
function headerWith(patches: Readonly<Record<number, string | Buffer>>): Buffer {
  const header = Buffer.from(tarOf({ name: 'a', body: 'x' }).subarray(0, TAR_BLOCK));
  for (const [at, bytes] of Object.entries(patches)) header.set(Buffer.from(bytes as string), Number(at));
  header.fill(' ', 148, 156);
  header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8)}\0 `, 148);
  return header;
}

const [NAME, MODE, SIZE, LINK, MAGIC, PREFIX, PADDING] = [0, 100, 124, 157, 257, 345, 500];

test('a name, a link and a prefix that fill their places are read whole, and nothing of what stands behind them', () => {
  const [name, link, prefix] = ['n'.repeat(100), 'l'.repeat(100), 'p'.repeat(155)];
  const header = tarHeader(headerWith({ [NAME]: name, [LINK]: link, [PREFIX]: prefix }));
  assert.equal(header?.name, `${prefix}/${name}`);
  assert.equal(header.target, link);
  // up to the end of the block there is no zero
  assert.equal(tarHeader(headerWith({ [PREFIX]: prefix, [PADDING]: 'x'.repeat(12) }))?.name, `${prefix}/a`);
});

test('what tars of star and of GNU have in the place of a long prefix are times, and no part of a name', () => {
  const star = headerWith({ [PREFIX]: `${'p'.repeat(130)}\x0013570000000 13570000000 ` });
  assert.equal(tarHeader(star)?.name, `${'p'.repeat(130)}/a`);
  assert.equal(tarHeader(headerWith({ [MAGIC]: 'ustar  \0', [PREFIX]: '13570000000\0' }))?.name, 'a');
  assert.equal(tarHeader(headerWith({ [MAGIC]: Buffer.alloc(8), [PREFIX]: 'rubbish' }))?.name, 'a');
});

test('a number may have spaces or zeros before it and fill its place; with anything else in it, it is none', () => {
  const sizeOf = (text: string) => tarHeader(headerWith({ [SIZE]: text }))?.size;
  for (const text of ['12\0xxxxxxxxx', '12 xxxxxxxxx', '         12 ', '         12\0', '          12', '000000000012'])
    assert.equal(sizeOf(text), 10, text);
  assert.equal(sizeOf('777777777777'), 8 ** 12 - 1);
  for (const text of [
    '00000000008\0',
    '00000000019\0',
    '1x000000000\0',
    '           \0',
    '            ',
    '\0\0\0\0\0\0\0\0\0\x0012',
    '-0000000001\0',
  ])
    assert.throws(() => sizeOf(text), { reason: 'it is damaged: a size', entry: 'a' }, text);
});

test('a file whose mode is no number is no program', () => {
  assert.equal(tarHeader(headerWith({ [MODE]: '0000755\0' }))?.mode, 0o755);
  assert.equal(tarHeader(headerWith({ [MODE]: 'rwxr-xr-' }))?.mode, 0);
});

test('a file of a tar from before there were kinds is a file', () => {
  assert.equal(tarHeader(headerWith({ 156: '\0' }))?.type, '0');
});

test('numbers in binary are read, and those beyond all numbers refused', () => {
  const withSize = (hex: string) => headerWith({ [SIZE]: Buffer.from(hex, 'hex') });
  assert.equal(tarHeader(withSize('800000000000000200000000'))?.size, 2 ** 33);
  assert.throws(() => tarHeader(withSize('807fffffffffffffffffffff')), /a size/);
  assert.throws(() => tarHeader(withSize('ffffffffffffffffffffffff')), /a size/);
});
