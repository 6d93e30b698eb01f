import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLike } from '../engine/base/looks-like.js';
import { createMirrored } from '../engine/host/network/mirrored.js';
import { redacted } from '../engine/base/redacted.js';

const mirrored = createMirrored([
  { from: 'https://one.test', to: 'http://127.0.0.1:1/one/' },
  { from: 'https://one.test/deep/', to: 'http://127.0.0.1:1/deep' },
]);

test('the longest mirror that fits is taken, and slashes at its end make no difference', () => {
  assert.equal(mirrored('https://one.test/a/b.zip?x=1'), 'http://127.0.0.1:1/one/a/b.zip?x=1');
  assert.equal(mirrored('https://one.test/deep/b.zip'), 'http://127.0.0.1:1/deep/b.zip');
  assert.equal(mirrored('https://one.test'), 'http://127.0.0.1:1/one/');
});

test('a mirror says nothing of a longer host or folder name', () => {
  for (const url of ['https://one.test.evil/a', 'https://one.testing/a', 'http://one.test/a', 'https://two.test/'])
    assert.equal(mirrored(url), url);
  assert.equal(mirrored('https://one.test/deeper/a'), 'http://127.0.0.1:1/one/deeper/a');
});

test('a host is one, however its name and port are written', () => {
  for (const url of ['HTTPS://One.Test/A', 'https://one.test:443/A', 'https://one.test:/A'])
    assert.equal(mirrored(url), 'http://127.0.0.1:1/one/A');
  for (const url of ['https://one.test:444/A', 'https://one.test:80/A', 'https://me:443@two.test/A'])
    assert.equal(mirrored(url), url);
  const written = createMirrored([{ from: 'https://ONE.test:443/Deep', to: 'https://two.test' }]);
  assert.equal(written('https://one.test/Deep/x'), 'https://two.test/x');
  assert.equal(written('https://one.test/deep/x'), 'https://one.test/deep/x', 'paths are as they are written');
});

test('a git address is mirrored behind its git+', () => {
  assert.equal(mirrored('git+https://one.test/x/y@abc'), 'git+http://127.0.0.1:1/one/x/y@abc');
  assert.equal(mirrored('git+https://two.test/x/y@abc'), 'git+https://two.test/x/y@abc');
});

test('a shown URL has no user name, no password and no secret of its query', () => {
  assert.equal(redacted('https://me:pw@host.test/a?b=c'), 'https://host.test/a?b=c');
  assert.equal(redacted('git+https://token@host.test/a'), 'git+https://host.test/a');
  assert.equal(redacted('https://h.test/a?X-Sig-Signature=abc&v=1#f'), 'https://h.test/a?X-Sig-Signature=***&v=1#f');
  assert.equal(redacted('https://h.test/a@b'), 'https://h.test/a@b');
});

test('what came is told from its first bytes', () => {
  const cases: readonly (readonly [string | readonly number[], string])[] = [
    ['', 'nothing: it is empty'],
    ['\n<!DOCTYPE html><html>', 'an HTML page'],
    ['<!-- hello -->\n<html lang="en">', 'an HTML page'],
    ['<?xml version="1.0"?>', 'an XML document'],
    ['{"error": "not found"}', 'a JSON text'],
    ['#!/bin/sh\n', 'a script'],
    ['Not Found\n', 'plain text'],
    ['version https://git-lfs.test/spec/v1\n', 'a Git LFS pointer, not the file itself'],
    [[0x1f, 0x8b, 8], 'a gzip archive'],
    ['BZh9', 'a bzip2 archive'],
    ['PK\x03\x04', 'a zip archive'],
    [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd archive'],
    ['\x7fELF', 'a Linux program'],
    [[0, 1, 2, 3], 'binary data'],
  ];
  for (const [bytes, said] of cases) {
    const head = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
    assert.equal(looksLike(head), said);
  }
});
