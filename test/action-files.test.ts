import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { download } from '../engine/actions/download.js';
import { listed } from '../engine/actions/listed.js';
import { run } from '../engine/actions/run.js';
import { unpack } from '../engine/actions/unpack.js';
import { write } from '../engine/actions/write.js';
import type { Failure } from '../engine/model/failure.js';
import { realContext } from './support/real-context.js';
import { failed, fetchedFile, scriptedContext } from './support/scripted-context.js';

const ABSENT: Failure = { kind: 'http-status', url: 'https://host/a', status: 404 };

describe('download', () => {
  const script = { artifacts: { thing: fetchedFile(), gone: ABSENT }, files: { '/cache/f00': 'bytes' } };

  test('puts the file in its place', async () => {
    const context = scriptedContext(script);
    const params = { artifact: 'thing', to: 'models/a.bin' };
    const made = await download.run(params, context);
    assert.deepEqual(made, {
      ok: true,
      value: {
        outputs: { path: '/root/models/a.bin' },
        files: ['/root/models/a.bin'],
        notes: { bytes: '5', sha256: 'f00' },
      },
    });
    assert.equal(context.memory.all()['/root/models/a.bin'], 'bytes');
    assert.equal(context.memory.isExecutable('/root/models/a.bin'), false);
  });

  test('makes a program of it when asked to', async () => {
    const context = scriptedContext(script);
    await download.run({ artifact: 'thing', to: 'tool', executable: true }, context);
    assert.equal(context.memory.isExecutable('/root/tool'), true);
  });

  test('is to do again when the file was cut short', async () => {
    const context = scriptedContext(script);
    const params = { artifact: 'thing', to: 'a.bin' };
    const made = await download.run(params, context);
    assert.ok(made.ok);
    assert.equal(await download.isDone(params, made.value, context), true);
    context.memory.add({ '/root/a.bin': 'by' });
    assert.equal(await download.isDone(params, made.value, context), false);
  });

  test('passes on why the artifact could not be had', async () => {
    assert.deepEqual(await download.run({ artifact: 'gone', to: 'a' }, scriptedContext(script)), {
      ok: false,
      error: ABSENT,
    });
  });
});

describe('unpack', () => {
  const artifacts = { tool: fetchedFile({ source: 'https://host/d/tool-1.0.tar.bz2?x=1#y' }) };
  const both = { '/root/tools/a': 'aa', '/root/tools/b': 'b' };

  test('hands on what to take, and the name that tells the format', async () => {
    const context = scriptedContext({ artifacts, unpack: () => both });
    const made = await unpack.run({ artifact: 'tool', to: 'tools', select: 'lib/**', strip: 1 }, context);
    assert.deepEqual(context.requests, [
      { archive: '/cache/f00', name: 'tool-1.0.tar.bz2', into: '/root/tools', select: 'lib/**', strip: 1 },
    ]);
    assert.deepEqual(made.ok && made.value, {
      outputs: { path: '/root/tools', folder: '/root/tools' },
      files: ['/root/tools/a', '/root/tools/b'],
      notes: { bytes: '3', sha256: 'f00' },
    });
  });

  test('gives the one picked file as its path, and the folder when there are more', async () => {
    const context = scriptedContext({ artifacts, unpack: () => both });
    const one = await unpack.run({ artifact: 'tool', to: 'tools', pick: { 'bin/a': 'a' } }, context);
    assert.equal(one.ok && one.value.outputs.path, '/root/tools/a');
    const two = await unpack.run({ artifact: 'tool', to: 'tools', pick: { 'bin/a': 'a', 'bin/b': 'b' } }, context);
    assert.equal(two.ok && two.value.outputs.path, '/root/tools');
  });

  test('is told the format where the address does not end in it', async () => {
    const context = scriptedContext({ artifacts, unpack: () => both });
    await unpack.run({ artifact: 'tool', to: 'tools', format: 'tar.gz' }, context);
    assert.equal(context.requests[0]?.name, 'tool.tar.gz');
  });

  test('is to do again when one of the files is gone or cut short', async () => {
    const context = scriptedContext({ artifacts, unpack: () => both });
    const params = { artifact: 'tool', to: 'tools' };
    const made = await unpack.run(params, context);
    assert.ok(made.ok);
    assert.equal(await unpack.isDone(params, made.value, context), true);
    context.memory.add({ '/root/tools/a': 'a' });
    assert.equal(await unpack.isDone(params, made.value, context), false);
    await context.memory.remove('/root/tools/a');
    assert.equal(await unpack.isDone(params, made.value, context), false);
  });

  test('puts nothing outside its folder', async () => {
    for (const target of ['../a', '/a', 'b/../../a', '.']) {
      const context = scriptedContext({ artifacts });
      const result = await unpack.run({ artifact: 'tool', to: 'tools', pick: { 'bin/a': target } }, context);
      assert.equal(!result.ok && result.error.kind, 'policy', target);
      assert.deepEqual(context.requests, []);
    }
  });
});

describe('write', () => {
  test('writes the text as it stands, and sees when it was changed', async () => {
    const context = scriptedContext();
    const params = { path: 'a/start', text: '#!/bin/sh\n', executable: true };
    const made = await write.run(params, context);
    assert.deepEqual(made, { ok: true, value: { outputs: { path: '/root/a/start' }, files: ['/root/a/start'] } });
    assert.equal(context.memory.isExecutable('/root/a/start'), true);
    assert.ok(made.ok);
    assert.equal(await write.isDone(params, made.value, context), true);
    context.memory.add({ '/root/a/start': 'other' });
    assert.equal(await write.isDone(params, made.value, context), false);
  });
});

describe('run', () => {
  test('looks a bare name up, and takes a path from the root', async () => {
    const context = scriptedContext({ command: () => ({ prints: 'first\nsecond\n' }) });
    const made = await run.run({ argv: ['make', 'all'], cwd: 'src' }, context);
    assert.equal(made.ok && made.value.outputs.output, 'first');
    await run.run({ argv: ['tools/make', '-j', '2'] }, context);
    assert.deepEqual(context.calls, [
      { argv: ['make', 'all'], options: { cwd: '/root/src' } },
      { argv: ['/root/tools/make', '-j', '2'], options: { cwd: '/root' } },
    ]);
  });

  test('is to do again when what it made is gone', async () => {
    const context = scriptedContext({ command: () => ({ makes: { '/root/out': '' } }) });
    const params = { argv: ['make'], creates: ['out'] };
    const made = await run.run(params, context);
    assert.ok(made.ok);
    assert.equal(await run.isDone(params, made.value, context), true);
    await context.memory.remove('/root/out');
    assert.equal(await run.isDone(params, made.value, context), false);
  });

  test('says which command failed', async () => {
    const failure = failed('no rule to make target');
    const result = await run.run({ argv: ['make'] }, scriptedContext({ command: () => failure }));
    assert.deepEqual(result, { ok: false, error: failure });
  });

  test('runs a real program, whose arguments no shell has seen', async t => {
    const context = realContext(t);
    const code = 'console.log(process.argv[1])';
    const made = await run.run({ argv: [process.execPath, '-e', code, '$HOME; *'] }, context);
    assert.equal(made.ok && made.value.outputs.output, '$HOME; *');
  });
});

test('nothing is made outside the root, or behind a link that leads out of it', async () => {
  const script = { artifacts: { thing: fetchedFile() }, links: ['/root/far'], command: () => ({}) };
  for (const path of ['../a', '/etc/a', 'a/../../b', '/root', '/rootless/a', 'far/a']) {
    const context = scriptedContext(script);
    const results = [
      await download.run({ artifact: 'thing', to: path }, context),
      await write.run({ path, text: '' }, context),
      await run.run({ argv: ['make'], creates: [path] }, context),
    ];
    for (const result of results) assert.equal(!result.ok && result.error.kind, 'policy', path);
    assert.deepEqual(context.memory.all(), {});
    assert.deepEqual(context.calls, []);
  }
});

test('on Windows another drive is outside the root, and letters may be of either case', async () => {
  const context = scriptedContext({ platform: 'win-64' });
  const kind = async (path: string) => {
    const result = await write.run({ path, text: '' }, context);
    return result.ok ? 'written' : result.error.kind;
  };
  assert.equal(await kind('D:\\a'), 'policy');
  assert.equal(await kind('..\\a'), 'policy');
  assert.equal(await kind('c:\\ROOT\\a'), 'written');
  assert.equal(await kind('folder/a'), 'written');
});

test('a long list is cut in a sentence', () => {
  assert.equal(listed([]), 'nothing');
  assert.equal(listed(['a']), 'a');
  assert.equal(listed(['a', 'b']), 'a and b');
  assert.equal(listed(['a', 'b', 'c', 'd']), 'a, b, c and d');
  assert.equal(listed(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
});
