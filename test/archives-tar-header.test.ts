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

test('numbers in binary are read, and those beyond all numbers refused', () => {
  const header = Buffer.from(tarOf({ name: 'a', body: 'x' }).subarray(0, TAR_BLOCK));
  const withSize = (hex: string) => {
    const changed = Buffer.from(header);
    changed.write(hex, 124, 'hex');
    changed.write('        ', 148);
    changed.write(`${changed.reduce((sum, byte) => sum + byte, 0).toString(8)}\0 `, 148);
    return changed;
  };
  assert.equal(tarHeader(withSize('800000000000000200000000'))?.size, 2 ** 33);
  assert.throws(() => tarHeader(withSize('807fffffffffffffffffffff')), /a size/);
  assert.throws(() => tarHeader(withSize('ffffffffffffffffffffffff')), /a size/);
});
