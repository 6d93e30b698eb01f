import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { looksLike } from '../engine/base/looks-like.js';
import { createMirrored, createRedirected, type MirrorRule } from '../engine/host/network/mirrored.js';
import { openNetwork } from '../engine/host/network/open-network.js';
import { redacted } from '../engine/base/redacted.js';
import { handTurnedClock } from './support/hand-turned-clock.js';
import { sha256Of, startMirror } from './support/mirror.js';
import { tempFolder } from './support/temp-folder.js';

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
  const plain = createMirrored([{ from: 'http://one.test', to: 'https://two.test' }]);
  for (const url of ['http://one.test:80/A', 'http://one.test:/A']) assert.equal(plain(url), 'https://two.test/A');
  assert.equal(plain('http://one.test:443/A'), 'http://one.test:443/A');
});

test('what a mirror leads to in its own place stays there', () => {
  const redirected = createRedirected([
    { from: 'https://one.test', to: 'https://one.test/copies' },
    { from: 'https://two.test', to: 'https://User:pw@mirror.test/two/' },
  ]);
  assert.equal(redirected('https://one.test/a'), 'https://one.test/copies/a');
  assert.equal(redirected('https://one.test/copies/b'), 'https://one.test/copies/b');
  assert.equal(redirected('https://two.test/a'), 'https://User:pw@mirror.test/two/a');
});

test('a redirect to what a mirror stands in for goes to the mirror, with its login and without TLS where that is so', async t => {
  const [origin, mirror] = [await startMirror(), await startMirror('localhost')];
  t.after(() => Promise.all([origin.close(), mirror.close()]));
  const body = Buffer.from('the thing');
  mirror.serve('/copy/thing', { kind: 'file', body });
  const source = origin.serve('/here', { kind: 'redirect', to: 'https://blocked.test/there/thing' });
  const { host } = new URL(mirror.url);
  const got = await fetched(t, source, [{ from: 'https://blocked.test/there', to: `http://me:pw@${host}/copy` }]);
  assert.ok(got.ok, JSON.stringify(got));
  const [asked] = mirror.requests;
  assert.deepEqual([asked?.path, asked?.headers.authorization], ['/copy/thing', `Basic ${btoa('me:pw')}`]);
});

test('a mirror that has not everything may lead to where it is from', async t => {
  const [origin, mirror] = [await startMirror(), await startMirror('localhost')];
  t.after(() => Promise.all([origin.close(), mirror.close()]));
  origin.serve('/thing', { kind: 'file', body: Buffer.from('the thing') });
  mirror.serve('/copy/thing', { kind: 'redirect', to: `${origin.url}/thing` });
  const got = await fetched(t, `${origin.url}/thing`, [{ from: origin.url, to: `${mirror.url}/copy` }]);
  assert.ok(got.ok, JSON.stringify(got));
  assert.deepEqual([mirror.requests.length, origin.requests.length], [1, 1]);
});

function fetched(t: TestContext, source: string, mirrors: readonly MirrorRule[]) {
  const options = { mirrors, offline: false, userAgent: 'test/1', clock: handTurnedClock(), tries: 1 };
  const network = openNetwork({ cacheFolder: tempFolder(t), ...options });
  const watch = { signal: new AbortController().signal, progress: () => undefined };
  return network.fetch({ id: 'thing', sources: [source], sha256: sha256Of('the thing') }, watch);
}

test('a git address is mirrored behind its git+', () => {
  assert.equal(mirrored('git+https://one.test/x/y@abc'), 'git+http://127.0.0.1:1/one/x/y@abc');
  assert.equal(mirrored('git+https://two.test/x/y@abc'), 'git+https://two.test/x/y@abc');
  const repository = createMirrored([{ from: 'https://one.test/x/y', to: 'https://two.test/copy' }]);
  assert.equal(repository('git+https://one.test/x/y@abc'), 'git+https://two.test/copy@abc');
  assert.equal(repository('git+https://one.test/x/yes@abc'), 'git+https://one.test/x/yes@abc');
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
