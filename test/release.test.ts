import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { changesOf } from '../build/changes-of.js';
import { licenceTexts } from '../build/licence-texts.js';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

test('the npm package holds what a user needs, and nothing else', () => {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: PROJECT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(said) as [{ readonly files: readonly { readonly path: string }[] }];
  const paths = files.map(({ path }) => path);
  const wanted =
    /^(LICENSE|README\.md|CHANGELOG\.md|package\.json|dist\/sam3d-install\.mjs|dist\/THIRD-PARTY-LICENSES\.txt|dist\/engine\/.+\.(js|d\.ts)|(manifests|python|schemas|templates)\/.+)$/;
  assert.deepEqual(
    paths.filter(path => !wanted.test(path)),
    [],
  );
  for (const path of [
    'dist/sam3d-install.mjs',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/engine/index.js',
    'dist/engine/index.d.ts',
    'manifests/default.yaml',
  ])
    assert.ok(paths.includes(path), `${path} is missing`);
});

test('a release says what it changes: the changelog has a part of this version', () => {
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { readonly version: string };
  assert.notEqual(changesOf(readFileSync(join(PROJECT, 'CHANGELOG.md'), 'utf8'), version), '');
});

test('the changes of one version are told without those of others', () => {
  const text = '# Changes\n\n## 1.10.0\n\nNew.\n\n## 1.1.0 - 2026-01-02\n\nOld.\nMore.\n\n## 1.0.0\n';
  assert.equal(changesOf(text, '1.1.0'), 'Old.\nMore.\n');
  assert.equal(changesOf(text, '1.10.0'), 'New.\n');
  assert.throws(() => changesOf(text, '1.0.0'), /CHANGELOG\.md says nothing of 1\.0\.0/);
  assert.throws(() => changesOf(text, '1.1'), /CHANGELOG\.md says nothing of 1\.1:/);
});

test('a package that ships no licence text has the licence that it names, with its authors and the notices in its code', () => {
  const text = licenceTexts(PROJECT, ['node_modules/xz-decompress/dist/package/xz-decompress.js']);
  assert.match(text, /^xz-decompress [\d.]+ \(MIT\)\n\nCopyright \(c\) Tim Perry, Steven Sanderson\n/m);
  for (const part of [
    'Based on xzwasm (c) Steve Sanderson. License: MIT',
    'Contains xz-embedded by Lasse Collin and Igor Pavlov. License: Public domain',
    'and walloc (c) 2020 Igalia, S.L. License: MIT',
    'Permission is hereby granted, free of charge',
  ]) {
    assert.ok(text.includes(part), part);
  }
});

test('every part of the licence texts of a build has the terms, not only their name', () => {
  const text = readFileSync(join(PROJECT, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const [, ...parts] = text.split(`${'-'.repeat(80)}\n`);
  assert.ok(parts.length > 30, String(parts.length));
  for (const part of parts)
    assert.match(part, /permission|redistribution|terms and conditions|unlimited/i, part.slice(0, 80));
});

test('the licence texts name each bundled package once, nested ones too, with the text that it brings', () => {
  const inputs = [
    'node_modules/yaml/dist/index.js',
    'node_modules/yaml/dist/doc/Document.js',
    'dist/engine/install.js',
  ];
  const text = licenceTexts(PROJECT, inputs);
  assert.equal(text.match(/^yaml \d+\.\d+\.\d+ \(ISC\)$/gm)?.length, 1);
  assert.ok(text.includes(readFileSync(join(PROJECT, 'node_modules/yaml/LICENSE'), 'utf8').trim()));
  assert.equal(text.includes('dist/engine'), false);
});
