import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { expectedOf, runAgain, treeOf } from '../torture/look-after.js';
import { referenceInstall } from '../torture/reference-install.js';
import { startEngine } from '../torture/run-engine.js';
import { cannotTrace, runTraced, tracer } from '../torture/tracer.js';
import { injectedErrors } from '../torture/trials/injected-errors.js';
import { passes } from './support/passes.js';

// Samples of `npm run torture`, which does the same in full.

test('whatever the disk answers, a run ends with words and a remedy, and the next one succeeds', t =>
  passes(t, injectedErrors, { count: 2, seed: 11 }));

const skip = cannotTrace() ?? false;

test('a disk that is read-only is told as that, not as something that is not there', { skip }, async t => {
  const text = await brokenRun(t, 'inject=mkdir:error=EROFS:when=12+');
  assert.match(text, /: the disk is read-only \(EROFS\)$/m);
  assert.match(text, /^ +(help|next): use a place that can be written to/m);
  assert.doesNotMatch(text, /ENOENT/);
});

test('a download that cannot be begun afresh fails its step, and is no defect', { skip }, async t => {
  const text = await brokenRun(t, 'inject=ftruncate:error=EIO:when=1+');
  assert.match(text, /^ended with 1\n/);
  assert.match(text, /cannot write .*partial.*: the disk or its connection fails \(EIO\)$/m);
  assert.match(text, /^ +(help|next): look after the disk/m);
});

test('a folder that the disk would not let go of is told, and the next uninstall takes it', { skip }, async t => {
  const install = await referenceInstall(t);
  await startEngine(install).ended;
  const { root, folder } = install.here;
  const strace = [
    tracer() ?? '',
    '-f',
    '-qq',
    '-o',
    join(folder, 'trace.txt'),
    '-P',
    join(root, 'lib', 'first', 'part0'),
  ];
  const before = [...strace, '-e', 'inject=rmdir:error=EIO'];
  const first = await startEngine({ ...install, args: ['uninstall', '--yes'] }, [], { before }).ended;
  assert.equal(first.code, 1, first.stderr);
  assert.match(`${first.stdout}${first.stderr}`, /the disk or its connection fails \(EIO\)/);
  const second = await startEngine({ ...install, args: ['uninstall', '--yes'] }).ended;
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(Object.keys(treeOf(root)), []);
});

async function brokenRun(t: TestContext, inject: string): Promise<string> {
  const install = await referenceInstall(t);
  const expected = await expectedOf(install);
  install.clear();
  const end = await runTraced(install, [...install.args, '--jobs', '1', '--quiet'], inject);
  assert.deepEqual(await runAgain(install, expected), []);
  return `ended with ${end.code}\n${end.stderr}`;
}
