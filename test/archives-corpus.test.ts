import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { BrokenArchive } from '../engine/host/archives/broken-archive.js';
import { bunzip2 } from '../engine/host/archives/bzip2/bunzip2.js';
import { gunzip } from '../engine/host/archives/deflate/gunzip.js';
import { corpusFiles, withoutCorpus } from './support/corpus.js';
import { has, through } from './support/make-archive.js';
import { makeFolder, treeOf, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const packages = [...corpusFiles('conda', 'rattler'), ...corpusFiles('conda', 'cph')].filter(file =>
  /\.(conda|tar\.bz2)$/.test(file),
);
const tools = has('tar', 'bzip2', 'zstd') && spawnSync('unzip', ['-v'], { stdio: 'ignore' }).error === undefined;
const noTools = tools ? false : 'tar, bzip2, zstd and unzip are needed to compare with';

test(
  'every real conda package unpacks to the tree that tar, unzip and zstd give',
  { skip: withoutCorpus(packages) || noTools },
  async () => {
    assert.ok(packages.length >= 39, `only ${packages.length} packages`);
    for (const file of packages) {
      const name = basename(file);
      const { result, into } = await bench.unpack(name, readFileSync(file));
      assert.ok(result.ok, `${name}: ${JSON.stringify(result)}`);
      const expected = makeFolder(bench.root, `expected-${name}`);
      if (name.endsWith('.conda')) unpackConda(file, expected);
      else through('tar', ['-C', expected, '-xjf', file], Buffer.alloc(0));
      assert.deepEqual(treeOf(into), treeOf(expected), name);
    }
  },
);

/** The long way: unzip, then zstd and tar on each of the two. */
function unpackConda(file: string, into: string): void {
  const parts = makeFolder(bench.root, `parts-${basename(file)}`);
  through('unzip', ['-joq', file, '-d', parts], Buffer.alloc(0));
  for (const part of readdirSync(parts).filter(part => part.endsWith('.tar.zst'))) {
    const tar = through('zstd', ['-dqc', join(parts, part)], Buffer.alloc(0));
    through('tar', ['-C', into, '-xf', '-'], tar);
  }
}

test(
  'what a real package wants done after unpacking, and is not, is said',
  { skip: withoutCorpus(packages) },
  async () => {
    const said: Record<string, readonly string[]> = {};
    for (const file of packages) {
      const { result } = await bench.unpack(basename(file), readFileSync(file));
      if (result.ok && result.value.notes !== undefined) said[basename(file)] = result.value.notes;
    }
    const noarch =
      'it is a noarch python package: its modules are left in site-packages at the top, and its programs are not made; the conda action does both';
    assert.deepEqual(said, {
      'clobber-pynoarch-1-0.1.0-pyh4616a5c_0.tar.bz2': [noarch],
      'clobber-pynoarch-2-0.1.0-pyh4616a5c_0.tar.bz2': [noarch],
      'link-scripts-0.1.0-h4616a5c_0.conda': [
        'Scripts/.link-scripts-post-link.bat is not run: the conda action runs such scripts',
        'bin/.link-scripts-post-link.sh is not run: the conda action runs such scripts',
      ],
    });
  },
);

for (const [program, decode] of [
  ['bzip2', bunzip2],
  ['gzip', gunzip],
] as const) {
  const files = corpusFiles('fuzz', program, 'corpus');
  const skip = withoutCorpus(files) || (has(program) ? false : `${program} is needed to compare with`);
  test(`of hostile ${program} streams the same are taken for good as ${program} -t takes`, { skip }, async () => {
    const verdicts = verdictsOf(program, files);
    const different: string[] = [];
    for (const [index, file] of files.entries()) {
      const ours = await decodes(decode([readFileSync(file)]));
      if (ours !== verdicts[index]) different.push(`${basename(file)}: ${ours ? 'good' : 'bad'} to us`);
    }
    assert.deepEqual(different, []);
  });
}

/** Whether a program finds each file good; a warning, such as for bytes behind the end, still is. */
function verdictsOf(program: string, files: readonly string[]): readonly boolean[] {
  const script = 'for file; do "$0" -tq < "$file" 2>/dev/null; echo $?; done';
  const { stdout } = spawnSync('sh', ['-c', script, program, ...files], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map(code => code === '0' || (program === 'gzip' && code === '2'));
}

async function decodes(pieces: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<boolean> {
  try {
    for await (const piece of pieces) assert.ok(piece.length > 0);
    return true;
  } catch (error) {
    assert.ok(error instanceof BrokenArchive, String(error));
    return false;
  }
}
