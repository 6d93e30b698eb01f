import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pip } from '../engine/actions/pip.js';
import { parseRequirement, pinHolds } from '../engine/actions/requirement.js';
import { scriptedContext } from './support/scripted-context.js';
import { ENVIRONMENT, COMMIT } from './support/pip-place.js';

const SITE = '/root/_env/lib/python3.11/site-packages';

describe('whether packages stand', () => {
  const params = {
    python: '_env/bin/python',
    packages: ['Torso_A==2.5.1', 'other', "winonly==1; sys_platform == 'win32'"],
  };
  const made = { outputs: { 'site-packages': SITE }, files: [] };
  const stands = (...folders: string[]) =>
    pip.isDone(
      params,
      made,
      scriptedContext({ files: Object.fromEntries(folders.map(name => [`${SITE}/${name}/METADATA`, ''])) }),
    );

  test('they do when each named one is there in its pinned version, a build for some hardware included', async () => {
    assert.equal(await stands('torso_a-2.5.1+cu121.dist-info', 'Other-0.1.dist-info'), true);
  });
  test('they do not when one is gone', async () => {
    assert.equal(await stands('torso_a-2.5.1.dist-info'), false);
  });
  test('they do not when a later step replaced one by another version', async () => {
    assert.equal(await stands('torso_a-2.6.0.dist-info', 'other-0.1.dist-info'), false);
  });

  test('a requirements file counts line by line, and a change in it is seen', async () => {
    const list = '# what we need\nexample>=1 # comment\n-r more.txt\nother==2.0 \\\n    --hash=sha256:00\n';
    const context = scriptedContext({
      files: { ...ENVIRONMENT, '/root/list.txt': list },
      command: () => ({
        makes: { [`${SITE}/example-1.5.dist-info/METADATA`]: '', [`${SITE}/other-2.0.dist-info/METADATA`]: '' },
      }),
    });
    const file = { python: '_env/bin/python', requirements: 'list.txt' };
    const result = await pip.run(file, context);
    assert.ok(result.ok);
    assert.deepEqual(result.value.notes, { files: list, protects: 'other==2.0' });
    assert.equal(await pip.isDone(file, result.value, context), true);
    await context.memory.remove(`${SITE}/other-2.0.dist-info`);
    assert.equal(await pip.isDone(file, result.value, context), false);
    context.memory.add({ [`${SITE}/other-2.0.dist-info/METADATA`]: '' });
    assert.equal(await pip.isDone(file, result.value, context), true);
    context.memory.add({ '/root/list.txt': 'example>=1\n' });
    assert.equal(await pip.isDone(file, result.value, context), false);
  });

  test('what a build leaves in a source folder is known as made, and what was there is not', async () => {
    const context = scriptedContext({
      files: { ...ENVIRONMENT, '/root/src/x/setup.py': '', '/elsewhere/y/setup.py': '' },
      command: () => ({
        makes: { '/root/src/x/build/x.o': '', '/root/src/x/x/answer.bin': '', '/elsewhere/y/y.o': '' },
      }),
    });
    const result = await pip.run({ python: '_env/bin/python', packages: ['./src/x', '/elsewhere/y'] }, context);
    assert.ok(result.ok);
    const files = ['/root/src/x/build/x.o', '/root/src/x/x/answer.bin'];
    assert.deepEqual(result.value.files, files);
    const previous = { ...result.value, stamps: [] };
    const again = await pip.run({ python: '_env/bin/python', packages: ['./src/x'] }, { ...context, previous });
    assert.deepEqual(again.ok && again.value.files, files);
  });

  test('of an address without a name it is remembered what it brought', async () => {
    const brought = { [`${SITE}/part-1.0.dist-info/METADATA`]: '' };
    const context = scriptedContext({
      files: { ...ENVIRONMENT, [`${SITE}/old-1.0.dist-info/METADATA`]: '' },
      command: () => ({ makes: brought }),
    });
    const address = { python: '_env/bin/python', packages: [`git+https://host/part@${COMMIT}`] };
    const result = await pip.run(address, context);
    assert.ok(result.ok);
    assert.deepEqual(result.value.notes, { brought: 'part' });
    assert.equal(await pip.isDone(address, result.value, context), true);
    await context.memory.remove(`${SITE}/part-1.0.dist-info`);
    assert.equal(await pip.isDone(address, result.value, context), false);
  });
});

test('what a requirement says of the package', () => {
  const read = (text: string) => {
    const { name, pin, direct, conditional } = parseRequirement(text);
    return [name, pin, direct ? 'direct' : 'named', ...(conditional ? ['conditional'] : [])];
  };
  assert.deepEqual(read('Open.CV_python'), ['open-cv-python', undefined, 'named']);
  assert.deepEqual(read('a[x,y]==1.2'), ['a', '1.2', 'named']);
  assert.deepEqual(read('a >=1.0, !=1.5, ==1.*'), ['a', '1.*', 'named']);
  assert.deepEqual(read('a!=1.5'), ['a', undefined, 'named']);
  assert.deepEqual(read('a===1.0'), ['a', '1.0', 'named']);
  assert.deepEqual(read("a==1; python_version < '3.12'"), ['a', '1', 'named', 'conditional']);
  assert.deepEqual(read('a @ https://host/a.zip'), ['a', undefined, 'direct']);
  assert.deepEqual(read('https://host/Some_a-1.0-py3-none-any.whl#sha256=0'), ['some-a', undefined, 'direct']);
  assert.deepEqual(read(`git+https://host/a@${COMMIT}`), [undefined, undefined, 'direct']);
  assert.deepEqual(read('./folder'), [undefined, undefined, 'direct']);
  assert.deepEqual(read('C:\\wheels\\a-1.0-py3-none-any.whl'), ['a', undefined, 'direct']);
});

test('a pinned version holds as the packaging rules say', () => {
  const holds = [
    '2.5.1 2.5.1',
    '2.5.1 2.5.1+cu121',
    '2.5 2.5.0',
    '2.5.* 2.5.9',
    '2.5.* 2.5',
    '1.0+pt2.5 1.0+pt2.5',
    '1.0+A-b 1.0+a.b',
  ];
  const fails = [
    '2.5.1 2.5.10',
    '2.5.* 2.50',
    '1.0+cu121 1.0+cpu',
    '1.0+cu121 1.0',
    '1.10 1.1',
    '1.0 1.0rc1',
    '2.5.1 2.5.1.post1',
  ];
  const held = (pair: string) => pinHolds(...(pair.split(' ') as [string, string]));
  assert.deepEqual(
    holds.filter(pair => !held(pair)),
    [],
  );
  assert.deepEqual(fails.filter(held), []);
});
