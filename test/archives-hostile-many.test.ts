import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { HOSTILE_TARS, type HostileArchive } from './support/hostile-tars.js';
import { has, tarOf, zipOf, zstd } from './support/make-archive.js';
import { makeFolder, unpackingBench } from './support/unpacking.js';

const bench = unpackingBench();
after(() => bench.remove());

const skip = has('bzip2', 'zstd') ? false : 'bzip2 and zstd are needed to make the archives';

/** How an archive was refused; nothing of it is in the target, nor beside it, nor where its names lead. */
async function refusalOf(name: string, bytes: Buffer): Promise<string> {
  const into = bench.fresh();
  const beside = makeFolder(dirname(into));
  const { result } = await bench.unpack(name, bytes, { into });
  assert.deepEqual(readdirSync(beside), result.ok ? ['into'] : [], 'something was left');
  if (result.ok) return 'it was unpacked';
  rmdirSync(beside);
  assert.ok(result.error.kind === 'archive', JSON.stringify(result.error));
  return `${result.error.entry ?? ''}: ${result.error.reason}`;
}

async function allRefused(name: string, cases: readonly HostileArchive[]): Promise<void> {
  const wrong: string[] = [];
  for (const [title, bytes, expected] of cases) {
    const refusal = await refusalOf(name, bytes);
    if (refusal !== expected) wrong.push(`${title}\n   expected ${expected}\n   got      ${refusal}`);
  }
  assert.deepEqual(wrong.join('\n'), '');
  assert.ok(cases.length > 0 && !existsSync('/evil') && !existsSync('/tmp/evil'));
}

/** All tars through one run of a program: a start for each would take longer than all the rest. */
function compressed(program: 'bzip2' | 'zstd', extension: string): readonly HostileArchive[] {
  const folder = join(bench.root, program);
  mkdirSync(folder);
  const files = HOSTILE_TARS.map((_, index) => join(folder, `${index}.tar`));
  for (const [index, file] of files.entries()) writeFileSync(file, HOSTILE_TARS[index]?.[1] ?? '');
  const { status, stderr } = spawnSync(program, ['-q', '-k', ...files], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return HOSTILE_TARS.map(([title, , refusal], index) => [title, readFileSync(`${files[index]}${extension}`), refusal]);
}

test('every hostile tar is refused for its reason', () => allRefused('a.tar', HOSTILE_TARS));

test('every hostile .tar.gz is refused for its reason', () =>
  allRefused(
    'a.tar.gz',
    HOSTILE_TARS.map(([title, tar, refusal]) => [title, gzipSync(tar, { level: 1 }), refusal]),
  ));

test('every hostile .tar.bz2 is refused for its reason', { skip }, () =>
  allRefused('a.tar.bz2', compressed('bzip2', '.bz2')),
);

test('every hostile tar in a .tar.zst or in a .conda is refused for its reason', { skip }, async () => {
  const tars = compressed('zstd', '.zst');
  // each decoder of zstd is made anew, which takes a while: so one half each
  const isForConda = (index: number) => index % 2 === 1;
  await allRefused(
    'a.tar.zst',
    tars.filter((_, index) => !isForConda(index)),
  );
  const info = zstd(tarOf({ name: 'info/about.json', body: '{}' }));
  const packages = tars
    .filter(([title], index) => isForConda(index) && title !== 'nothing in it')
    .map(([title, pkg, refusal]) => {
      const members = [
        { name: 'metadata.json', body: '{}' },
        { name: 'pkg-a.tar.zst', body: pkg },
        { name: 'info-a.tar.zst', body: info },
      ];
      return [title, zipOf(...members), refusal] as const;
    });
  await allRefused('a.conda', packages);
});
