import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { corpusFiles, withoutCorpus } from './support/corpus.js';

const program = join(dirname(fileURLToPath(import.meta.url)), 'support', 'unpack-inputs.js');

/** Seconds without a word from the program: one input takes this long, or the engine hangs. */
const LONGEST_SILENCE = 10;
/** What Node with the readers needs, and room for one block, one window and the pieces on their way. */
const MOST_MIB = 200;

interface Line {
  readonly begun?: string;
  readonly ended?: string;
  readonly kind?: string;
  readonly left?: readonly string[];
  readonly peakMiB?: number;
  readonly leftInRoot?: readonly string[];
}

/** All that the program said; it is ended, and the test fails, when it says nothing for too long. */
async function saidOf(t: TestContext, root: string, argv: readonly string[]): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [program, root, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const lines: Line[] = [];
  const hang = { at: '' };
  const ends = () => {
    hang.at = lines.at(-1)?.begun ?? 'the start';
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(ends, LONGEST_SILENCE * 1000);
  for await (const line of createInterface(child.stdout)) {
    clearTimeout(watchdog);
    watchdog = setTimeout(ends, LONGEST_SILENCE * 1000);
    lines.push(JSON.parse(line) as Line);
  }
  clearTimeout(watchdog);
  assert.equal(hang.at, '', `nothing was heard for ${LONGEST_SILENCE} s`);
  return lines;
}

let tried = 0;
for (const [folder, name, count] of [
  ['tar', 'a.tar', 226],
  ['zip', 'a.zip', 420],
  ['gzip', 'a.tar.gz', 343],
  ['bzip2', 'a.tar.bz2', 131],
] as const) {
  const files = corpusFiles('fuzz', folder, 'corpus');
  const skip = withoutCorpus(files);
  test(
    `hostile ${folder} inputs end in a tree or in a failure, soon, in little memory, and write nothing else`,
    { skip },
    async t => {
      const above = mkdtempSync(join(tmpdir(), 'fuzz-test-'));
      t.after(() => rmSync(above, { recursive: true, force: true }));
      const root = mkdtempSync(join(above, 'in-'));
      const lines = await saidOf(t, root, [name, ...files]);
      const ended = lines.filter(line => line.ended !== undefined);
      assert.equal(ended.length, files.length);
      assert.equal(files.length, count);
      tried += count;
      const wrong = ended.filter(({ kind, left = [] }) => {
        const isWhole = kind === 'unpacked' && left.join() === 'into';
        return !isWhole && !(kind === 'archive' && left.length === 0);
      });
      assert.deepEqual(wrong, []);
      assert.deepEqual(readdirSync(above).length, 1);
      const { peakMiB = Infinity, leftInRoot } = lines.at(-1) ?? {};
      assert.deepEqual(leftInRoot, []);
      assert.ok(peakMiB <= MOST_MIB, `it held ${peakMiB} MiB`);
      t.diagnostic(`${peakMiB} MiB at most`);
    },
  );
}

test(
  'the whole corpus of 1,120 hostile inputs was tried',
  { skip: withoutCorpus(corpusFiles('fuzz', 'tar', 'corpus')) },
  () => {
    assert.equal(tried, 1120);
  },
);
