import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { redacted } from '../engine/base/redacted.js';
import { holderInWords, holderText } from '../engine/host/run-lock/holder.js';
import { place, platformHere, shown } from './support/cli.js';
import { startMirror } from './support/mirror.js';

const SECRET = 'hunter2';

const MANIFEST = `manifest: 1
name: sample
title: A sample
platforms: { ${platformHere()}: {} }
artifacts:
  model: { sources: ['https://me:${SECRET}@blocked.invalid/model.bin?token=${SECRET}'] }
steps:
  model: { uses: download, with: { artifact: model, to: model.bin } }
  tool:
    uses: run
    with:
      argv: [${JSON.stringify(process.execPath)}, -e, "console.log('asking', process.argv[1]); process.exit(1)",
        'https://me:${SECRET}@mirror.invalid/simple']
    env: { INDEX: 'https://me:${SECRET}@mirror.invalid/simple' }
`;

test('the password of an address stands in no plan, no event, no log, no journal and no error', async t => {
  const here = place(t);
  here.write('sam3d-install.yaml', MANIFEST);
  const mirror = ['--mirror', `https://me:${SECRET}@blocked.invalid/=http://me:${SECRET}@127.0.0.1:9/`];
  const runs = [['plan'], ['plan', '--format', 'json'], ['plan', '--format', 'mermaid'], mirror, [...mirror, '--json']];
  for (const args of runs) {
    const end = await here.cli(args);
    assert.equal(end.code, args[0] === 'plan' ? 0 : 1, shown(end));
    assert.ok(!`${end.stdout}${end.stderr}`.includes(SECRET), shown(end));
    if (args[0] !== 'plan') assert.match(end.stdout + end.stderr, /asking https:\/\/mirror\.invalid\/simple/);
  }
  const state = join(here.root, '.sam3d-install');
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  assert.ok(files.some(({ name }) => name === 'tool.log') && files.some(({ name }) => name === 'journal.ndjson'));
  for (const { parentPath, name } of files) {
    assert.ok(!readFileSync(join(parentPath, name), 'utf8').includes(SECRET), name);
  }
});

test('a finding shows the line that its author wrote without the secrets in it, each character in its place', async t => {
  const here = place(t);
  const source = `https://me:${SECRET}@h.test/t/${SECRET}/x?api_key=${SECRET}`;
  here.write(
    'sam3d-install.yaml',
    MANIFEST.replace(/sources: \[.*\]/, `sources: ['${source}', 'http://me:${SECRET}@plain.test/\${none}']`),
  );
  const end = await here.cli(['validate']);
  assert.equal(end.code, 2, shown(end));
  assert.match(
    end.stderr,
    / 6 \| {3}model: \{ sources: \['https:\/\/\*{10}@h\.test\/t\/\*{7}\/x\?api_key=\*{7}', 'http:\/\/\*{10}@plain\.test\/\$\{none\}'\] \}/,
  );
  const json = await here.cli(['validate', '--json']);
  assert.ok(![end.stderr, json.stdout, json.stderr].join('').includes(SECRET), shown(end) + shown(json));
});

test('another run that is refused is told the command of the first one without its passwords', () => {
  const command = `sam3d-install --mirror https://a.test/=https://me:${SECRET}@b.test/`;
  const words = holderInWords(holderText({ pid: 1, command, since: 0 }));
  assert.equal(
    words,
    'sam3d-install --mirror https://a.test/=https://b.test/ (process 1, since 1970-01-01 00:00:00 UTC)',
  );
});

test('secrets are found anywhere in a line, and what only looks like one stays', () => {
  const pairs = [
    ['a --index-url https://me:pw@h.test/x b', 'a --index-url https://h.test/x b'],
    ['x @ git+https://token@h.test/a@0123', 'x @ git+https://h.test/a@0123'],
    ['https://h.test/t/tk-123/channel', 'https://h.test/t/***/channel'],
    ["'https://h.test/?api_key=abc&v=1'", "'https://h.test/?api_key=***&v=1'"],
    ['https://h.test/x?sv=1&sig=a%2Bb&se=2', 'https://h.test/x?sv=1&sig=***&se=2'],
    ['https://h.test/x?key=abc&jwt=d.e.f&pass=g', 'https://h.test/x?key=***&jwt=***&pass=***'],
    ['https://h.test/x?x-auth=abc&user_pwd=d', 'https://h.test/x?x-auth=***&user_pwd=***'],
    ['https://h.test/x?design=a&monkey=b&author=c&bypass=d', 'https://h.test/x?design=a&monkey=b&author=c&bypass=d'],
    ['mail me@h.test // it@once', 'mail me@h.test // it@once'],
    ['pkg @ https://h.test/a@b.whl', 'pkg @ https://h.test/a@b.whl'],
  ] as const;
  for (const [text, clean] of pairs) assert.equal(redacted(text), clean);
});

test('the password of a channel is not told where no environment of it can be solved', async t => {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const channel = `${mirror.url.replace('://', `://me:${SECRET}@`)}/t/${SECRET}/main`;
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
platforms: { linux-64: {} }
steps:
  tool: { uses: conda, with: { tool: tool, prefix: _env, channels: ['${channel}'], packages: [tool] } }
`,
  );
  for (const args of [['lock'], ['lock', '--json']]) {
    const end = await here.cli(args);
    assert.equal(end.code, 1, shown(end));
    assert.match(end.stdout, /solving tool of http/);
    assert.ok(!`${end.stdout}${end.stderr}`.includes(SECRET), shown(end));
  }
});
