import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { clock } from '../../engine/host/clock.js';
import { digest } from '../../engine/host/digest.js';
import { openJournal, readJournal } from '../../engine/host/journal/journal.js';
import { paths } from '../../engine/host/files/paths.js';
import type { StepRecord } from '../../engine/model/journal.js';
import { keysOf } from '../../engine/model/keys.js';
import { stateFolderOf } from '../../engine/opening/open-machine.js';
import { prepare } from '../../engine/opening/prepare.js';

// as-installed.js ROOT PROFILE: where a rehearsal has filled ROOT, writes the journal that an install of default.yaml
// with the real packages would have left there, so that another install finds nothing to do
const [root = '', profile = 'cpu'] = process.argv.slice(2).map((word, at) => (at === 0 ? resolve(word) : word));
const stateFolder = stateFolderOf(root);
const rehearsed = await readJournal(stateFolder);
if (!rehearsed.ok) throw new Error('the rehearsal has left no journal');
for (const name of ['rehearsal.txt', 'journal.ndjson']) rmSync(paths.join(stateFolder, name));
const prepared = await prepare({
  manifest: 'default.yaml',
  cwd: root,
  root,
  choices: { profile, options: new Map(), versions: new Map() },
  env: process.env,
});
if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
const { plan } = prepared.value;
const [keys, run, done] = [keysOf(plan, digest), 'as-installed', new Map<string, StepRecord>()];
const journal = await openJournal(stateFolder, clock);
if (!journal.ok) throw new Error(JSON.stringify(journal.error));
const { name: manifest, platform } = plan;
await journal.value.append({ type: 'run-started', run, at: clock.now(), manifest, platform, profile });
for (const step of plan.steps) {
  const record = rehearsed.value.records().get(step.id);
  if (record === undefined) continue;
  const rung = step.attempts.findIndex(attempt => attempt.name === record.attempt);
  const key = keys.keyAt(step, rung, id => done.get(id)?.key ?? (isOptional(id) ? 'without' : undefined));
  if (key === undefined) throw new Error(`${step.id} has no key`);
  done.set(step.id, { ...record, key, run });
  await journal.value.append({ type: 'step-done', record: { ...record, key, run } });
}
await journal.value.append({ type: 'run-finished', run, at: clock.now(), result: 'succeeded' });
await journal.value.close();

function isOptional(id: string): boolean {
  return plan.steps.some(step => step.id === id && step.optional);
}
