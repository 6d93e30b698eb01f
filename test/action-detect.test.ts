import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detect } from '../engine/actions/detect.js';
import { inRange } from '../engine/model/version-range.js';
import { realContext } from './support/real-context.js';
import { failed, scriptedContext, type Answer, type Script } from './support/scripted-context.js';

describe('a tool of the host', () => {
  test('is found on PATH, with its version and the folder above its programs', async () => {
    const { context, made } = await found({ command: 'g++', version: '>=9 <13' }, 'g++ (Debian 12.2.0-14) 12.2.0\n');
    assert.deepEqual(context.calls[0]?.argv, ['/usr/bin/g++', '--version']);
    assert.deepEqual(made.outputs, { path: '/usr/bin/g++', home: '/usr', version: '12.2.0' });
    assert.deepEqual(made.files, [], 'it is not ours to remove');
  });

  test('is asked for its version as it wants to be', async () => {
    const params = { command: 'g++', 'version-args': ['-dumpfullversion'], version: '>=12' };
    const { context, made } = await found(params, '12.2.0\n');
    assert.deepEqual(context.calls[0]?.argv, ['/usr/bin/g++', '-dumpfullversion']);
    assert.equal(made.outputs.version, '12.2.0');
  });

  test('tells its version behind a text, where other numbers come first', async () => {
    const printed = 'Copyright (c) 2005-2023\nBuilt on Mon_Apr__3 17.16 PDT_2023\nrelease 12.1, V12.1.105\n';
    const params = { command: 'g++', version: '>=12.1 <12.2', 'version-match': 'release ' };
    assert.equal((await found(params, printed)).made.outputs.version, '12.1');
  });

  test('with a whole number for a version will do', async () => {
    assert.equal((await found({ command: 'g++', version: '>=12 <13' }, '12\n')).made.outputs.version, '12');
  });

  test('whose version nobody asks for needs not tell it', async () => {
    assert.equal((await found({ command: 'g++' }, 'no number\n')).made.outputs.version, '');
  });

  test('in a named folder is looked at first, and an unfitting one there does not hide one that fits', async () => {
    const context = scriptedContext({
      programs: { '/opt/old/bin/cc': '/opt/old/bin/cc', cc: '/usr/bin/cc' },
      command: answering({ '/opt/old/bin/cc': 'cc 8.1.0', '/usr/bin/cc': 'cc 12.2.0' }),
    });
    const made = await detect.run({ command: 'cc', version: '>=9', search: ['/opt/old/bin/'] }, context);
    assert.equal(made.ok && made.value.outputs.path, '/usr/bin/cc');
    assert.deepEqual(
      context.calls.map(({ argv }) => argv[0]),
      ['/opt/old/bin/cc', '/usr/bin/cc'],
    );
  });

  test('that will not do is told of, each with its reason', async () => {
    const failure = await missing(
      { command: 'cc', version: '>=9 <13', search: ['/opt/new/bin', '/opt/broken/bin'] },
      {
        programs: {
          '/opt/new/bin/cc': '/opt/new/bin/cc',
          '/opt/broken/bin/cc': '/opt/broken/bin/cc',
          cc: '/usr/bin/cc',
        },
        command: answering({ '/opt/new/bin/cc': 'cc 14.1.0', '/usr/bin/cc': 'hello' }),
      },
    );
    assert.deepEqual(failure, {
      kind: 'not-found',
      what: 'cc >=9 <13',
      looked: [
        '/opt/new/bin/cc: version 14.1.0 is not >=9 <13',
        '/opt/broken/bin/cc: it failed when asked for its version (--version)',
        '/usr/bin/cc: it does not tell its version',
      ],
    });
  });

  test('that is nowhere is told of with the places', async () => {
    assert.deepEqual(await missing({ command: 'cc', search: ['/opt/bin'] }, {}), {
      kind: 'not-found',
      what: 'cc',
      looked: ['/opt/bin: it is not there', 'PATH: no cc is on it'],
    });
  });

  test('is looked for again once its file has changed or gone', async () => {
    const params = { command: 'g++' };
    const { context, made } = await found(params, 'g++ 12.2.0\n');
    assert.equal(await detect.isDone(params, made, context), true);
    context.memory.add({ '/usr/bin/g++': 'another' });
    assert.equal(await detect.isDone(params, made, context), false);
    await context.memory.remove('/usr/bin/g++');
    assert.equal(await detect.isDone(params, made, context), false);
  });
});

for (const [command, args] of [
  ['g++', ['-dumpfullversion']],
  ['python3', ['--version']],
  ['git', ['--version']],
] as const) {
  test(`the ${command} of this machine is found by an absolute path`, async t => {
    const context = realContext(t);
    if ((await context.probes.which(command)) === undefined) return t.skip(`there is no ${command} on PATH`);
    const params = { command, 'version-args': args, version: '>=1' };
    const made = await detect.run(params, context);
    assert.ok(made.ok, JSON.stringify(made));
    assert.ok(context.paths.isAbsolute(made.value.outputs.path ?? ''));
    assert.ok(inRange(made.value.outputs.version ?? '', '>=2'), made.value.outputs.version);
    assert.equal(await detect.isDone(params, made.value, context), true);
  });
}

function answering(versions: Readonly<Record<string, string>>) {
  return (argv: readonly string[]): Answer => {
    const prints = versions[argv[0] ?? ''];
    return prints === undefined ? failed('cannot execute') : { prints };
  };
}

async function found(params: Parameters<typeof detect.run>[0], prints: string) {
  const context = scriptedContext({
    programs: { 'g++': '/usr/bin/g++' },
    files: { '/usr/bin/g++': '' },
    command: () => ({ prints }),
  });
  const result = await detect.run(params, context);
  assert.ok(result.ok, JSON.stringify(result));
  return { context, made: result.value };
}

async function missing(params: Parameters<typeof detect.run>[0], script: Script) {
  const result = await detect.run(params, scriptedContext(script));
  assert.ok(!result.ok, JSON.stringify(result));
  return result.error;
}
