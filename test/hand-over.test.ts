import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { handOverTexts, parseHandOver, type HandOver } from '../engine/report/hand-over-text.js';

const handOver: HandOver = {
  name: 'a node',
  platform: 'linux-64',
  profile: 'cpu',
  root: '/r',
  path: ["/r/it's here/bin", '/r/$HOME/`id`'],
  env: { CUDA_HOME: '/r/cuda 12', ODD: `a'b"c$HOME\`x\`%PATH%\\` },
};

test('env.json is read back as it was written', () => {
  const { 'env.json': text } = handOverTexts(handOver);
  const { name, env, path } = parseHandOver(text ?? '') ?? assert.fail('not read');
  assert.deepEqual({ name, env, path }, { name: handOver.name, env: handOver.env, path: handOver.path });
});

test('a file that is no env.json of ours is not taken for one', () => {
  for (const text of ['', '{', '[]', 'null', '{"format":2,"path":[],"env":{}}', '{"format":1}']) {
    assert.equal(parseHandOver(text), undefined, text);
  }
});

test(
  'activate.sh gives a shell exactly the values, whatever is in them',
  { skip: process.platform === 'win32' },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'hand-over-'));
    try {
      writeFileSync(join(folder, 'activate.sh'), handOverTexts(handOver)['activate.sh'] ?? '');
      const script = '. "$1"; printf "%s\\n%s\\n%s\\n" "$CUDA_HOME" "$ODD" "$PATH"';
      const out = execFileSync('/bin/sh', ['-c', script, 'sh', join(folder, 'activate.sh')], {
        encoding: 'utf8',
        env: { PATH: '/usr/bin' },
      });
      assert.equal(out, `${handOver.env['CUDA_HOME']}\n${handOver.env['ODD']}\n${handOver.path.join(':')}:/usr/bin\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('activate.bat and activate.ps1 quote what their shells would read', () => {
  const texts = handOverTexts({ ...handOver, path: ['C:\\r\\bin'], env: { A: "100% it's" } });
  assert.equal(
    texts['activate.bat'],
    '@echo off\r\nrem the environment of a node: call this file\r\nchcp 65001 >nul\r\nset "A=100%% it\'s"\r\nset "PATH=C:\\r\\bin;%PATH%"\r\n',
  );
  assert.equal(
    texts['activate.ps1'],
    "# the environment of a node: . this file\r\n$env:A = '100% it''s'\r\n$env:PATH = ('C:\\r\\bin' -join [IO.Path]::PathSeparator) + [IO.Path]::PathSeparator + $env:PATH\r\n",
  );
});
