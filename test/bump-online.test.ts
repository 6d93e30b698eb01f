import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { place, shown } from './support/cli.js';
import { theLine } from './support/events-schema.js';
import { sha256Of, startMirror } from './support/mirror.js';

const ONLINE = `manifest: 1
name: sample
title: A sample
versions: { tool: '1.0' }
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool: { sources: ['https://files.test/${'$'}{platform}/tool-${'$'}{tool}.zip', 'https://files.test/other/${'$'}{platform}-${'$'}{tool}.zip'] }
  same: { sources: ['https://files.test/same.zip'] }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool.zip } }
  same: { uses: download, with: { artifact: same, to: same.zip } }
`;

test('a bump asks every address that is new, says what is missing, and brings the lock to them', async t => {
  const here = place(t);
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const file = (text: string) => ({ kind: 'file', body: Buffer.from(text) }) as const;
  for (const version of ['1.0', '1.1']) {
    for (const platform of ['linux-64', 'win-64']) mirror.serve(`/${platform}/tool-${version}.zip`, file(version));
  }
  mirror.serve('/same.zip', file('same'));
  const lockPath = join(here.work, 'sam3d-install.lock.yaml');
  here.write('sam3d-install.yaml', ONLINE);
  const ask = (...args: readonly string[]) => here.cli([...args, '--mirror', `https://files.test/=${mirror.url}/`]);
  assert.equal((await ask('lock')).code, 0);
  const before = readFileSync(lockPath, 'utf8');
  const asked = mirror.requests.length;
  const dry = await ask('bump', 'tool', '1.1', '--dry-run');
  assert.equal(dry.code, 0, shown(dry));
  assert.equal(mirror.requests.length, asked, 'a dry run asks nothing');

  const end = await ask('bump', 'tool', '1.1');
  assert.equal(end.code, 0, shown(end));
  const table = end.stdout.slice(end.stdout.indexOf('asked online:'));
  assert.match(table, /^there +tool +https:\/\/files\.test\/linux-64\/tool-1\.1\.zip$/m);
  assert.match(table, /^gone +tool +https:\/\/files\.test\/other\/linux-64-1\.1\.zip$/m);
  assert.match(
    table,
    /^unused +https:\/\/files\.test\/win-64\/tool-1\.0\.zip: no host asks it any more; it is left out$/m,
  );
  assert.match(table, /sam3d-install\.lock\.yaml: written, 3 files$/m);
  assert.ok(!mirror.requests.slice(asked).some(({ path }) => path === '/same.zip'), 'what stays is not asked');
  const after = readFileSync(lockPath, 'utf8');
  assert.equal(after, before.replaceAll('tool-1.0', 'tool-1.1').replaceAll(sha256Of('1.0'), sha256Of('1.1')));

  const missing = await ask('bump', 'tool', '1.2', '--json');
  assert.equal(missing.code, 1, shown(missing));
  const line = theLine<{ online: { missing: readonly string[]; urls: readonly { verdict: { kind: string } }[] } }>(
    missing.stdout,
  );
  assert.deepEqual(line.online.missing, ['tool']);
  assert.deepEqual([...new Set(line.online.urls.map(({ verdict }) => verdict.kind))], ['gone']);
});

test('a bump without a network is a bump all the same, and says that nobody was asked', async t => {
  const here = place(t);
  const path = here.write('sam3d-install.yaml', ONLINE);
  const mirror = ['--mirror', 'https://files.test/=http://127.0.0.1:9/'];
  const end = await here.cli(['bump', 'tool', '1.1', ...mirror]);
  assert.equal(end.code, 0, shown(end));
  assert.equal(readFileSync(path, 'utf8'), ONLINE.replace("tool: '1.0'", "tool: '1.1'"));
  assert.match(end.stderr, /^no server was reached for 4 new addresses: sam3d-install validate --online asks again$/m);
});
