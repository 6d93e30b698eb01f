import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ACTION_KINDS, ACTIONS } from '../engine/actions/registry.js';
import type { Action } from '../engine/model/action.js';
import type { JsonObject } from '../engine/model/value.js';
import { fetchedFile, scriptedContext, type Script } from './support/scripted-context.js';

// What holds for every action kind. A new kind is held to it by being in the registry, and must be in it.

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, keywords: ['errorMessage'] });

/** For each kind a run that succeeds, with everything that a manifest can ask of it. */
const RUNS: Readonly<Record<string, { readonly params: JsonObject; readonly script: Script }>> = {
  conda: {
    params: { tool: 'manager', prefix: '_env', channels: ['main'], packages: ['python=3.11'], command: 'bin/cc' },
    script: {
      command: () => ({
        makes: {
          '/root/_env/conda-meta/history': '',
          '/root/_env/conda-meta/python-3.11.9-0.json': '',
          '/root/_env/bin/cc': '',
          '/root/_env/bin/python': '',
        },
      }),
    },
  },
  detect: {
    params: { command: 'cc', version: '>=9' },
    script: { programs: { cc: '/usr/bin/cc' }, files: { '/usr/bin/cc': '' }, command: () => ({ prints: 'cc 12.2.0' }) },
  },
  download: {
    params: { artifact: 'thing', to: 'thing.bin' },
    script: { artifacts: { thing: fetchedFile() }, files: { '/cache/f00': 'bytes' } },
  },
  git: {
    params: { url: 'https://host/a.git', commit: '0123456789abcdef0123456789abcdef01234567', to: 'src' },
    script: {
      programs: { git: '/usr/bin/git' },
      command: () => ({
        makes: { '/root/.state/staging/checkout-a-step/.git/HEAD': '0123456789abcdef0123456789abcdef01234567\n' },
      }),
    },
  },
  pip: {
    params: { python: '_env/bin/python', packages: ['example==1.2'] },
    script: {
      files: { '/root/_env/bin/python': '', '/root/_env/pyvenv.cfg': 'version = 3.11.9\n' },
      command: () => ({ makes: { '/root/_env/lib/python3.11/site-packages/example-1.2.dist-info/METADATA': '' } }),
    },
  },
  run: {
    params: { argv: ['make'], creates: ['out'] },
    script: { command: () => ({ prints: 'made\n', makes: { '/root/out': '' } }) },
  },
  unpack: {
    params: { artifact: 'thing', pick: { 'bin/a': 'a' }, to: 'tools' },
    script: { artifacts: { thing: fetchedFile() }, unpack: () => ({ '/root/tools/a': 'a' }) },
  },
  venv: {
    params: { prefix: '_env', python: '3.11' },
    script: {
      programs: { 'python3.11': '/usr/bin/python3.11' },
      files: { '/usr/bin/python3.11': '' },
      command: argv =>
        argv.includes('venv')
          ? {
              makes: {
                '/root/_env/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.9\n',
                '/root/_env/bin/python': '',
              },
            }
          : { prints: '3.11.9\ncpython\n64\nFalse\nTrue\n' },
    },
  },
  write: { params: { path: 'a.txt', text: 'a' }, script: {} },
};

test('kinds are in the order of their names, each once', () => {
  const kinds = ACTIONS.map(({ kind }) => kind);
  assert.deepEqual(kinds, [...new Set(kinds)].sort());
  assert.deepEqual([...ACTION_KINDS.keys()], kinds);
});

test('a file that exports an action is in the registry, and is named by its kind', async () => {
  const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'engine', 'actions');
  const written: string[] = [];
  for (const file of readdirSync(folder).filter(name => name.endsWith('.js') && name !== 'registry.js')) {
    const exported = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (!isAction(value)) continue;
      written.push(value.kind);
      assert.equal(file, `${value.kind}.js`, `${file} exports the action ${value.kind}: one file a kind, named by it`);
      assert.equal(name, value.kind, `${file}: export the action as \`${value.kind}\``);
    }
  }
  assert.deepEqual(
    written.sort(),
    ACTIONS.map(({ kind }) => kind),
  );
});

for (const action of ACTIONS) {
  describe(action.kind, () => {
    const validate = ajv.compile(action.params);

    test('its examples are accepted by its schema', () => {
      assert.ok(action.examples.accepts.length >= 2, 'two examples at least: a plain one and a full one');
      for (const params of action.examples.accepts) {
        assert.ok(validate(params), `${JSON.stringify(params)}: ${ajv.errorsText(validate.errors)}`);
      }
    });

    test('what it must refuse is refused, with a reason', () => {
      assert.ok(action.examples.rejects.length >= 2);
      for (const { params, because } of action.examples.rejects) {
        assert.ok(!validate(params), `${JSON.stringify(params)} should be refused: ${because}`);
        assert.match(because, /^[a-z]/);
      }
    });

    test('its schema is closed, and every property has a description and an example', () => {
      assert.deepEqual(gapsIn(action.params, 'with'), []);
    });

    test('it is described in one sentence without a stop', () => {
      assert.match(action.summary, /^[a-z][^\n]*[^.]$/);
      for (const params of action.examples.accepts) {
        const sentence = action.describe(params);
        assert.match(sentence, /^[a-z]+ [^\n]+[^.]$/);
        assert.doesNotMatch(sentence, /undefined|\[object|NaN/);
      }
    });

    test('a plan can ask it about params in which references still stand', () => {
      for (const params of action.examples.accepts) {
        assert.ok(action.locks(params).every(path => path !== ''));
        assert.ok(action.artifacts(params).every(id => id !== ''));
        assert.notEqual(action.unverified(params), '');
      }
    });

    test('it gives the outputs that it declares, and finds its own work done', async () => {
      const run = RUNS[action.kind];
      assert.ok(run, `add a run of ${action.kind} to RUNS`);
      assert.ok(validate(run.params), ajv.errorsText(validate.errors));
      const context = scriptedContext(run.script);
      const made = await action.run(run.params, context);
      assert.ok(made.ok, JSON.stringify(made));
      assert.deepEqual(Object.keys(made.value.outputs).sort(), Object.keys(action.outputs).sort());
      assert.equal(await action.isDone(run.params, made.value, context), true);
    });

    test('nothing in its words is beyond ASCII, which old consoles cannot show', () => {
      const words = JSON.stringify([action.params, action.summary, action.outputs, action.examples]);
      assert.doesNotMatch(words, /[^\x20-\x7e]/);
    });
  });
}

function isAction(value: unknown): value is Action {
  return typeof value === 'object' && value !== null && 'kind' in value && 'run' in value && 'describe' in value;
}

/** Places in a schema where a reader or an editor would be left without a word. */
function gapsIn(schema: JsonObject, place: string, isProperty = false): readonly string[] {
  const gaps: string[] = [];
  if (typeof schema.description !== 'string' || !/^[A-Z][^]*\.$/.test(schema.description))
    gaps.push(`${place}: describe it`);
  if (isProperty && !Array.isArray(schema.examples)) gaps.push(`${place}: give an example`);
  if (schema.type === 'object') {
    if (schema.additionalProperties === undefined) gaps.push(`${place}: close it`);
    for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
      gaps.push(...gapsIn(property, `${place}.${name}`, true));
    }
    if (typeof schema.additionalProperties === 'object') {
      gaps.push(...gapsIn(schema.additionalProperties as JsonObject, `${place}.*`));
    }
  }
  if (schema.type === 'array') gaps.push(...gapsIn((schema.items ?? {}) as JsonObject, `${place}[]`));
  return gaps;
}
