import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { place, shown } from './support/cli.js';
import { has } from './support/make-archive.js';

test('a shell is told the commands and flags that go on from what is typed', async t => {
  const here = place(t);
  const asked = async (...words: readonly string[]) => {
    const end = await here.cli(['complete', '--', ...words]);
    assert.equal(end.code, 0, shown(end));
    return end.stdout.split('\n').map(line => line.split('\t')[0] ?? '');
  };
  assert.deepEqual((await asked('un')).slice(0, 1), ['uninstall']);
  const flags = await asked('uninstall', '--');
  assert.ok(flags.includes('--dry-run') && flags.includes('--root'), flags.join(' '));
  assert.ok(!flags.includes('--with-a-name-that-is-not-there'));
});

test('completion prints a script for each shell, and refuses another', async t => {
  const here = place(t);
  for (const shell of ['zsh', 'fish', 'powershell']) {
    const end = await here.cli(['completion', shell]);
    assert.equal(end.code, 0, shown(end));
    assert.match(end.stdout, /sam3d-install/);
  }
  const other = await here.cli(['completion', 'csh']);
  assert.equal(other.code, 64, shown(other));
  const bash = await here.cli(['completion', 'bash']);
  assert.equal(bash.code, 0, shown(bash));
  if (!has('bash')) return t.diagnostic('there is no bash: its script was not parsed');
  const parsed = spawnSync('bash', ['-n'], { input: bash.stdout, encoding: 'utf8' });
  assert.deepEqual([parsed.status, parsed.stderr], [0, '']);
});

test('completion stands in the help', async t => {
  const end = await place(t).cli(['--help']);
  assert.match(end.stdout, /^ +completion <shell> +print the script/m);
});
