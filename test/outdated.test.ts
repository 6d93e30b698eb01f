import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareReleases, newestRelease } from '../engine/edit/newest-release.js';
import { versionsInChannel, versionsInTags, versionsOnPage } from '../engine/edit/published-versions.js';
import { place, shown } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { startMirror } from './support/mirror.js';
import { findingsOf, aManifest } from './support/load-text.js';
import { analysed } from './support/analysed.js';

test('the newest release is found, written as the version in force is, and no candidate is taken for one', () => {
  const pairs = [
    ['1.0', ['1.0', '1.2', '1.10'], '1.10'],
    ['1.10', ['1.0', '1.2', '1.10'], undefined],
    ['1.0', ['1.0', '2.0rc1', '2.0.dev3', '1.1a0'], undefined],
    ['2.0rc1', ['2.0rc1', '2.0rc2', '2.0'], '2.0'],
    ['2.0rc1', ['2.0rc1', '2.0rc10', '2.0rc9'], '2.0rc10'],
    ['1.0', ['1.0', '1.0.post1'], '1.0.post1'],
    ['3.11', ['3.11.9', '3.14.2'], '3.14'],
    ['12.*', ['12.4.0', '13.2.0'], '13.*'],
    ['13.*', ['12.4.0', '13.2.0'], undefined],
    ['2.5.1', ['2.5.1+cu121', '2.5.1'], undefined],
    ['1.0', ['latest', 'nightly'], undefined],
    ['abc123', ['1.0'], '1.0'],
  ] as const;
  for (const [current, published, newest] of pairs) assert.equal(newestRelease(current, published), newest, current);
  assert.ok(compareReleases('1.0', '1.0.0') === 0 && compareReleases('1.0rc1', '1.0') < 0);
});

test('versions are read of a page, of a channel and of tags, without what was taken back', () => {
  const page = `<a href="x">some_tool-1.0-py3-none-any.whl</a><br>
<a href="y" data-yanked="broken">some_tool-1.1-py3-none-any.whl</a>
<A HREF="z">Some.Tool-1.2.tar.gz</A> <a href="o">other-9.0-py3-none-any.whl</a>
<a href="c">some_tool-1.3+cu121-1-cp311-cp311-linux_x86_64.whl</a>`;
  assert.deepEqual(versionsOnPage(page, 'some-tool'), ['1.0', '1.2', '1.3+cu121']);
  const channel = {
    packages: { 'a-1.tar.bz2': { name: 'a', version: '1' }, 'b-2.tar.bz2': { name: 'b', version: '2' } },
    'packages.conda': { 'a-3.conda': { name: 'a', version: '3' }, odd: 7 },
  };
  assert.deepEqual(versionsInChannel(channel, 'a'), ['1', '3']);
  const refs =
    '003fhash refs/heads/main\n003fhash refs/tags/v1.0\n003fhash refs/tags/v1.0^{}\nhash refs/tags/2.0\nhash refs/tags/rel-3.0-x\n';
  assert.deepEqual(versionsInTags(refs, undefined), ['1.0', '2.0']);
  assert.deepEqual(versionsInTags(refs, 'rel-*-x'), ['3.0']);
});

const MANIFEST = `manifest: 1
name: sample
title: A sample
versions: { tool: '1.0', plugin: '2.0', source: '0.3', lib: '5', other: '1' }
releases:
  tool: { index: 'https://index.test/simple', package: Some_Tool }
  plugin: { channel: 'https://channel.test/free/' }
  source: { git: 'https://git.test/a/source.git', tag: 'v*' }
  lib: { index: 'https://index.test/simple/' }
profiles:
  new: { versions: { tool: '1.4' } }
  old: {}
platforms: { linux-64: {}, win-64: { versions: { tool: '1.2' } } }
steps:
  a: { uses: write, with: { path: a, text: '\${tool} \${plugin} \${source} \${lib} \${other}' } }
`;

test('newer versions are listed with the command that takes them, and what could not be asked with the reason', async t => {
  const here = place(t);
  const path = here.write('sam3d-install.yaml', MANIFEST);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const page = (body: string) => ({ kind: 'page', body }) as const;
  mirror.serve(
    '/index/simple/some-tool/',
    page('<a href="a">some_tool-1.0-py3-none-any.whl</a><a href="b">some_tool-1.4-py3-none-any.whl</a>'),
  );
  mirror.serve('/channel/free/linux-64/repodata.json', page('{"packages":{"x":{"name":"plugin","version":"2.0"}}}'));
  mirror.serve(
    '/channel/free/noarch/current_repodata.json',
    page('{"packages.conda":{"x":{"name":"plugin","version":"2.1"}}}'),
  );
  mirror.serve(
    '/git/a/source.git/info/refs?service=git-upload-pack',
    page('0000hash refs/tags/v0.3\n003hash refs/tags/v0.4\n'),
  );
  const mirrors = ['index', 'channel', 'git'].flatMap(name => [
    '--mirror',
    `https://${name}.test/=${mirror.url}/${name}/`,
  ]);
  const end = await here.cli(['outdated', ...mirrors]);
  assert.equal(end.code, 1, shown(end));
  assert.equal(
    end.stdout,
    `tool    1.0 -> 1.4
    sam3d-install bump tool 1.4
tool    1.4 (profile new): the newest
tool    1.2 -> 1.4 (platform win-64)
    sam3d-install bump tool 1.4 --platform win-64
plugin  2.0 -> 2.1
    sam3d-install bump plugin 2.1
source  0.3 -> 0.4
    sam3d-install bump source 0.4
lib     5: not known
    ${mirror.url}/index/simple/lib/ answered 404 (there is no such file)
    help: look whether the address in the manifest is right, or name a mirror with --mirror FROM=TO
`,
  );
  const json = await here.cli(['outdated', '--json', ...mirrors]);
  const { versions } = theLine<{ versions: readonly { name: string; newest?: string; place: string }[] }>(json.stdout);
  assert.deepEqual(
    versions.filter(({ newest }) => newest !== undefined).map(({ name, place: at, newest }) => [name, at, newest]),
    [
      ['tool', '`versions`', '1.4'],
      ['tool', 'platform win-64', '1.4'],
      ['plugin', '`versions`', '2.1'],
      ['source', '`versions`', '0.4'],
    ],
  );
  assert.equal(readFileSync(path, 'utf8'), MANIFEST);
  const bumped = await here.cli(['bump', 'tool', '1.4', '--platform', 'win-64', '--offline']);
  assert.equal(bumped.code, 0, shown(bumped));
});

test('what is wrong with releases has its place', async () => {
  assert.match(
    await findingsOf(
      aManifest('releases: { tool: { index: "https://a.test", git: "https://b.test" } }\nversions: { tool: "1" }'),
    ),
    /^manifest\.yaml:\d+:\d+: error\[properties-exclude\]/,
  );
  assert.match(
    await findingsOf(aManifest('releases: { tool: { index: a.test } }')),
    /error\[wrong-form\].*`a\.test` is not an address/,
  );
  assert.match(
    await findingsOf(aManifest('releases: { tool: { git: "https://a.test", tag: v1 } }')),
    /error\[wrong-form\]/,
  );
  assert.match(
    await analysed(
      'releases: { tol: { index: "https://a.test" } }\nversions: { tool: "1" }\nsteps: { a: { uses: run, with: { argv: ["${tool}"] } } }',
    ),
    /error\[undeclared-version\]: `versions` declares no `tol`\n.*\n.*\nhelp: did you mean `tool`\?/,
  );
});
