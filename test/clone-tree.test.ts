import assert from 'node:assert/strict';
import {
  appendFileSync,
  constants,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { stampOf } from '../engine/model/stamp.js';
import { cloneTree } from '../engine/host/way-back/clone-tree.js';
import { tempFolder } from './support/temp-folder.js';

test('a copy keeps the millisecond of each file, whatever its fraction: else it would count as changed', async t => {
  const folder = tempFolder(t);
  const times = [
    1_577_836_800, 1_795_429_620.5304, 1_795_429_620.5309996, 1_795_429_497.803, 1_795_429_497.000_1, 0.999_9,
  ];
  for (const [index, time] of times.entries()) {
    const [from, to] = [join(folder, `${index}.txt`), join(folder, `${index}-copy.txt`)];
    writeFileSync(from, 'text');
    utimesSync(from, time, time);
    await cloneTree(from, to);
    const stamps = [from, to].map(path =>
      stampOf({ kind: 'file', size: 4, modified: statSync(path).mtimeMs, executable: false }),
    );
    assert.equal(stamps[1], stamps[0], `a time of ${time} s`);
  }
});

test('blocks are shared where the file system can; else what is big and only ever replaced is linked, all else copied', async t => {
  const folder = tempFolder(t);
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  mkdirSync(join(from, 'deep'), { recursive: true });
  const big = Buffer.alloc(100_000, 'big');
  for (const name of ['lib.so', 'deep/model.bin', 'tool.log', 'RECORD', 'paths.pth'])
    writeFileSync(join(from, name), big);
  writeFileSync(join(from, 'deep', 'small.py'), 'small');
  symlinkSync('lib.so', join(from, 'link'));
  const shares = await copyFile(join(from, 'lib.so'), join(folder, 'try'), constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
  await cloneTree(from, to);
  const isLinked = (name: string) => statSync(join(from, name)).ino === statSync(join(to, name)).ino;
  const linked = ['lib.so', 'deep/model.bin', 'tool.log', 'RECORD', 'paths.pth', 'deep/small.py'].filter(isLinked);
  assert.deepEqual(linked, shares || process.platform === 'win32' ? [] : ['lib.so', 'deep/model.bin']);
  assert.equal(readlinkSync(join(to, 'link')), 'lib.so');
  // what tools do to an environment: they append to some files, and put another in the place of others
  for (const name of ['tool.log', 'RECORD', 'deep/small.py']) appendFileSync(join(from, name), 'more');
  writeFileSync(join(from, 'new.so'), 'new');
  renameSync(join(from, 'new.so'), join(from, 'lib.so'));
  for (const name of ['lib.so', 'tool.log', 'RECORD']) assert.ok(readFileSync(join(to, name)).equals(big), name);
  assert.equal(readFileSync(join(to, 'deep', 'small.py'), 'utf8'), 'small');
});
