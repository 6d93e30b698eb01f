import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { replaceScalar } from '../engine/edit/replace-scalar.js';
import { packageFolder } from '../engine/host/package-folder.js';
import { renovateConfig, versionPattern, type RenovateTemplate } from '../engine/init/renovate.js';
import type { Manifest } from '../engine/model/manifest.js';
import { place, shown } from './support/cli.js';
import { aManifest, manifestOf } from './support/load-text.js';
import { shippedManifest, shippedText } from './support/shipped-manifests.js';

const template = JSON.parse(
  readFileSync(join(packageFolder, 'templates', 'renovate.json'), 'utf8'),
) as RenovateTemplate;

interface Config {
  readonly customManagers: readonly { readonly depNameTemplate: string; readonly matchStrings: readonly [string] }[];
  readonly packageRules?: readonly { readonly matchDepNames: readonly string[] }[];
}

/** What the bot makes of a text: the named group is replaced, all else stays. */
function bumpedByBot(text: string, pattern: string, version: string): string {
  const found = new RegExp(pattern, 'd').exec(text);
  const [from, to] = found?.indices?.groups?.['currentValue'] ?? [0, 0];
  return text.slice(0, from) + version + text.slice(to);
}

function bumpedByUs(text: string, manifest: Manifest, name: string, version: string): string {
  const entry = manifest.versions.get(name)?.value;
  assert.ok(entry !== undefined, name);
  const edited = replaceScalar(text, entry, version);
  assert.ok(edited.ok);
  return edited.value;
}

test('the bot edits the very bytes that a bump edits, in the shipped manifest', async () => {
  const [text, manifest] = [await shippedText('default'), await shippedManifest('default')];
  const { customManagers } = renovateConfig(manifest, template) as unknown as Config;
  assert.deepEqual(customManagers.map(({ depNameTemplate }) => depNameTemplate).sort(), [
    'nvdiffrast',
    'pytorch3d',
    'torch',
    'torchvision',
  ]);
  for (const { depNameTemplate: name, matchStrings } of customManagers) {
    assert.equal(bumpedByBot(text, matchStrings[0], '9.8.7'), bumpedByUs(text, manifest, name, '9.8.7'), name);
  }
});

test('whatever way versions are written, only the one that is meant is edited', async () => {
  const forms = [
    `versions:\n  other-tool: "1.0"\n  # tool: "0.1"\n\n  tool: "1.0"   # must fit\n  tool-plugin: '1.0'\nvars: { x: tool }\n`,
    `versions:\n  tool: 'v1.0'\n  other-tool: '1.0'\n`,
    `versions: { other-tool: '1.0', tool: '1.0', tool-plugin: '1.0' }\n`,
    `versions: {tool: 1.0.0, other-tool: '1.0'}\n`,
    `profiles: { p: { versions: { tool: '3.0' } } }\nversions:\n  tool: '1.0'\n  other-tool: '1.0'\n`,
  ];
  for (const form of forms) {
    const text = aManifest(form);
    const manifest = await manifestOf(text);
    assert.equal(bumpedByBot(text, versionPattern('tool'), '2.5.0'), bumpedByUs(text, manifest, 'tool', '2.5.0'), form);
  }
});

test('a renovate.json is written for the manifest that is there, with what goes together in one group', async t => {
  const here = place(t);
  const text = aManifest(`versions: { tool: '1.0', plugin: '2.0', lib: '3' }
releases:
  tool: { index: 'https://index.test/simple', package: some-tool }
  plugin: { channel: 'https://channel.test/free' }
  lib: { git: 'https://git.test/lib.git', tag: 'rel-*' }
compatibility: [{ tool: '1.0', plugin: '2.0' }]
steps: { a: { uses: write, with: { path: a, text: '\${tool}\${plugin}\${lib}' } } }
`);
  here.write('sam3d-install.yaml', text);
  const end = await here.cli(['init', '--renovate']);
  assert.equal(end.code, 0, shown(end));
  assert.equal(end.stdout, 'wrote renovate.json\n');
  const written = JSON.parse(readFileSync(join(here.work, 'renovate.json'), 'utf8')) as object;
  const manager = (name: string) => ({
    customType: 'regex',
    managerFilePatterns: ['/(^|/)sam3d-install\\.yaml$/'],
    matchStrings: [versionPattern(name)],
  });
  assert.deepEqual(written, {
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    extends: ['config:recommended'],
    customManagers: [
      {
        ...manager('tool'),
        depNameTemplate: 'some-tool',
        datasourceTemplate: 'pypi',
        registryUrlTemplate: 'https://index.test/simple',
      },
      {
        ...manager('plugin'),
        depNameTemplate: 'plugin',
        datasourceTemplate: 'conda',
        registryUrlTemplate: 'https://channel.test/free',
      },
      {
        ...manager('lib'),
        depNameTemplate: 'lib',
        datasourceTemplate: 'git-tags',
        packageNameTemplate: 'https://git.test/lib.git',
        extractVersionTemplate: '^rel-(?<version>.*)$',
      },
    ],
    packageRules: [{ matchDepNames: ['some-tool', 'plugin'], groupName: 'versions of sample that go together' }],
  });
  const again = await here.cli(['init', '--renovate']);
  assert.equal(again.code, 3, shown(again));
});
