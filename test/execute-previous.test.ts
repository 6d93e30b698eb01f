import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madePaths } from '../engine/remove/made-paths.js';
import type { Check } from '../engine/model/plan.js';
import type { StepRecord } from '../engine/model/journal.js';
import { fakeHost } from './support/fake-host.js';
import { running } from './support/run-plan.js';
import { planOf } from './support/small-plan.js';

const plan = (version: string, files: readonly string[], more: object = {}) =>
  planOf({
    a: { params: { makes: files, outputs: { version }, ...more } },
    b: { params: { makes: ['/root/shared'] } },
  });

test('an action is told what its step made last, but for what another step has made since', async () => {
  const host = fakeHost();
  const first = running(plan('1', ['/root/old', '/root/shared']), { host });
  await first.summary;
  assert.equal(first.act.contexts.get('a')?.previous, undefined);
  const second = running(plan('2', ['/root/new']), { host });
  await second.summary;
  assert.deepEqual(second.act.contexts.get('a')?.previous, {
    files: ['/root/old'],
    stamps: ['4 0'],
    outputs: { version: '1' },
  });
});

test('what was made before a version that failed is still told', async () => {
  const host = fakeHost();
  await running(plan('1', ['/root/old']), { host }).summary;
  await running(plan('2', ['/root/new'], { fails: ['failed'] }), { host }).summary;
  const third = running(plan('3', ['/root/new']), { host });
  await third.summary;
  assert.deepEqual(third.act.contexts.get('a')?.previous?.files, ['/root/old']);
});

const REFUSED: Check = { kind: 'file', path: 'nowhere' };

test('what a version made that its checks refused is told to the next, as what lies about', async () => {
  const host = fakeHost();
  await running(plan('1', ['/root/old']), { host }).summary;
  const a = { params: { makes: ['/root/half'], outputs: { version: '2' } }, verify: [REFUSED] };
  const summary = await running(planOf({ a }), { host }).summary;
  assert.equal(summary.steps[0]?.outcome.kind, 'failed');
  assert.ok(!host.journal.records().has('a'));
  const third = running(plan('3', ['/root/new']), { host });
  await third.summary;
  assert.deepEqual(third.act.contexts.get('a')?.previous?.files, ['/root/half']);
  assert.ok(madePaths(host.journal.entries).has('/root/half'));
});

test('what another kind of action made is not told', async () => {
  const host = fakeHost();
  await running(plan('1', ['/root/old']), { host }).summary;
  for (const [index, entry] of host.journal.entries.entries()) {
    if (entry.type !== 'step-done') continue;
    const record: StepRecord = { ...entry.record, uses: 'other' };
    host.journal.entries[index] = { type: 'step-done', record };
  }
  const second = running(plan('2', ['/root/new']), { host });
  await second.summary;
  assert.equal(second.act.contexts.get('a')?.previous, undefined);
});
