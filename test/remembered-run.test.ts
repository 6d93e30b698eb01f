import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { eventsOf, place, platformHere, shown, startCli, treeOf, type CliEnd, type Place } from './support/cli.js';
import { ONE_FILE } from './support/one-file.js';

/** A run that had nothing to do keeps what it has found, and the next one has only to look. */

const STEPS = `steps:
  base: { title: The base, uses: run, with: { argv: [note, base, '\${word}'], creates: [base.txt] }, exports: { WORD: '\${word}' } }
  above: { uses: run, needs: [base], with: { argv: [note, above, '\${steps.base.output}'] } }
  apart: { uses: write, with: { path: apart.txt, text: "\${side}\\n" } }
`;
const BASE = `manifest: 1\nname: b\ntitle: B\nplatforms: { ${platformHere()}: {} }\nversions: { word: hello, side: '1.0' }\n`;

/** With a cache that keeps values, and a manifest on a base. */
function keeping(t: TestContext): Place & { readonly run: (...words: readonly string[]) => Promise<CliEnd> } {
  const here = place(t);
  here.write('base.yaml', BASE);
  here.write('sam3d-install.yaml', `manifest: 1\nextends: ./base\nname: graph\ntitle: A graph\n${STEPS}`);
  here.program('note', `echo "$1" >> ran.txt; echo "$2" > "$1.txt"; echo "$2"`);
  mkdirSync(here.cache, { recursive: true });
  // alone, as users have it: where a package is around it, its manifests may have been edited
  const file = join(here.folder, 'alone', 'sam3d-install.mjs');
  mkdirSync(join(here.folder, 'alone'));
  copyFileSync(ONE_FILE, file);
  const env = { HOME: here.folder, PATH: here.bin, SAM3D_INSTALL_CACHE_DIR: here.cache, SAM3D_INSTALL_ROOT: here.root };
  return { ...here, run: (...words) => startCli(words, { file, cwd: here.work, env }).ended };
}

const skip = process.platform === 'win32' && 'the programs of the steps are scripts for sh';

/** After so many runs what was found is known. */
async function known(t: TestContext): Promise<ReturnType<typeof keeping>> {
  const here = keeping(t);
  for (let runs = 0; runs < 3; runs += 1) {
    const end = await here.run('install', '--quiet');
    assert.equal(end.code, 0, shown(end));
  }
  return here;
}

const journalOf = ({ root }: Place) => readFileSync(join(root, '.sam3d-install', 'journal.ndjson'), 'utf8');

/** The steps that a run has made, in the order of their names. */
async function made(here: ReturnType<typeof keeping>, ...words: readonly string[]): Promise<readonly string[]> {
  const before = journalOf(here);
  const end = await here.run('install', '--json', ...words);
  assert.equal(end.code, 0, shown(end));
  const steps = eventsOf(end).filter(event => event.type === 'step-settled' && event.outcome.kind === 'succeeded');
  const isKnown = journalOf(here) === before;
  return isKnown ? ['known'] : steps.map(event => ('step' in event ? event.step : '')).sort();
}

test('a run that finds nothing to do says the same when it is known before, and writes nothing', { skip }, async t => {
  const here = keeping(t);
  await here.run('install');
  const said = async () => {
    const before = journalOf(here);
    const [text, json] = [await here.run('install'), await here.run('install', '--json')];
    const timeless = (end: CliEnd) => end.stderr.replace(/\(\d+\.\d s\)|\d{8}-\d{6}-\w{4}/g, '-');
    const events = eventsOf(json).map(event => ({ ...event, at: 0, ms: 0, run: '', summary: 0 }));
    const summaries = eventsOf(json).map(event => (event.type === 'run-finished' ? event.summary : undefined));
    const summary = { ...summaries.at(-1), run: '', ms: 0 };
    return { isKnown: journalOf(here) === before, said: { text: timeless(text), code: text.code, events, summary } };
  };
  const first = await said();
  const tree = treeOf(here.root);
  const second = await said();
  assert.deepEqual([first.isKnown, second.isKnown], [false, true]);
  assert.deepEqual(second.said, first.said);
  assert.deepEqual(second.said.summary.exports, { WORD: 'hello' });
  assert.match(second.said.text, /A graph: nothing to do, 3 steps up to date/);
  assert.doesNotMatch(second.said.text, /logs:/, 'of what is only looked at there is no log');
  assert.deepEqual(treeOf(here.root), tree);
});

test('what is known counts for nothing when something that was made is gone or changed', { skip }, async t => {
  const here = await known(t);
  assert.deepEqual(await made(here), ['known']);
  rmSync(join(here.root, 'base.txt'));
  assert.deepEqual(await made(here), ['above', 'base']);
  assert.deepEqual([await made(here), await made(here)], [[], ['known']]);
  writeFileSync(join(here.root, 'apart.txt'), 'changed');
  assert.deepEqual(await made(here), ['apart']);
  await made(here);
  rmSync(join(here.root, '.sam3d-install', 'env.json'));
  assert.deepEqual(await made(here), []);
  assert.ok(existsSync(join(here.root, '.sam3d-install', 'env.json')));
  assert.deepEqual(await made(here), ['known']);
});

test(
  'what is known counts for nothing when the manifest, its base, or what is chosen is another',
  { skip },
  async t => {
    const here = await known(t);
    assert.deepEqual(await made(here, '--set', 'side=2.0'), ['apart']);
    assert.deepEqual(await made(here), ['apart'], 'the journal is another one, though it says the same of the rest');
    await made(here);
    assert.deepEqual(await made(here), ['known']);
    here.write('base.yaml', BASE.replace('hello', 'good day'));
    assert.deepEqual(await made(here), ['above', 'base']);
    await made(here);
    assert.deepEqual(await made(here, '--keep', '0'), [], 'what is kept is looked after');
    await made(here);
    here.write('sam3d-install.yaml', `manifest: 1\nextends: ./base\nname: graph\ntitle: Other\n${STEPS}`);
    assert.deepEqual(await made(here), []);
    await made(here);
    assert.deepEqual(await made(here, '--force', 'apart'), ['apart']);
    const unread = await here.run('install', '--set', 'nothing=1');
    assert.equal(unread.code, 64, shown(unread));
  },
);

test('what is known counts for nothing when an exchange was cut short, or where it is damaged', { skip }, async t => {
  const here = await known(t);
  const intent = join(here.root, '.sam3d-install', 'exchange.json');
  const good = /"type":"run-finished","run":"([^"]+)"/.exec(journalOf(here))?.[1] ?? assert.fail();
  writeFileSync(
    intent,
    JSON.stringify({ from: good, to: good, into: 'aside', leaving: good, units: [], extras: [], at: 1 }),
  );
  assert.deepEqual(await made(here), [], 'what stood when that run had ended stands');
  assert.equal(existsSync(intent), false);
  await made(here);
  assert.deepEqual(await made(here), ['known']);
  const checked = join(here.cache, 'checked');
  for (const name of readdirSync(checked)) writeFileSync(join(checked, name), 'damaged');
  assert.deepEqual([await made(here), await made(here), await made(here)], [[], [], ['known']]);
});

test('what is known of a manifest from elsewhere counts only while the user has agreed to it', { skip }, async t => {
  const here = keeping(t);
  const elsewhere = join(here.folder, 'elsewhere.yaml');
  writeFileSync(elsewhere, `${BASE}${STEPS}`);
  for (let runs = 0; runs < 2; runs += 1) await here.run('install', '--quiet', '--yes', '--manifest', elsewhere);
  assert.deepEqual(await made(here, '--manifest', elsewhere), ['known']);
  rmSync(join(here.cache, 'accepted'), { recursive: true });
  const end = await here.run('install', '--manifest', elsewhere);
  assert.equal(end.code, 3, shown(end));
  assert.match(end.stderr, /nobody here has agreed to it/);
});
