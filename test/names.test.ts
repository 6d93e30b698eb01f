import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_CHOICES } from '../engine/model/in-force.js';
import { expandText, namesInForce } from '../engine/model/names.js';
import type { Platform } from '../engine/model/platform.js';
import { at, manifestOf, platforms, profile, table } from './support/hand-made.js';

const cpu = profile('cpu', { versions: table({ cuda: at('cpu') }) });
const manifest = manifestOf([], {
  versions: table({ python: at('3.11'), cuda: at('12.1') }),
  vars: table({
    tags: at('${py-tag}_${cu-tag}'),
    'py-tag': at('py${python|digits}'),
    'cu-tag': at('${cuda|digits}'),
    a: at('${b}'),
    b: at('${a}'),
    later: at('${steps.env.python}'),
  }),
  options: table({ compilers: { values: [at('auto')], default: at('auto'), description: at('') } }),
});
function names(platform: Platform, given = NO_CHOICES) {
  const spec = platforms(platform).get(platform)?.value;
  assert.ok(spec);
  return namesInForce(
    manifest,
    { platform: spec, profile: cpu },
    { choices: given, paths: new Map([['env', '/r/_env']]) },
  );
}

test('vars are built from versions and from other vars, wherever they stand', () => {
  assert.equal(names('linux-64', { ...NO_CHOICES, versions: new Map([['cuda', '12.4']]) })('tags'), 'py311_124');
});

test('platform, profile, options, paths and the host have names', () => {
  const win = names('win-64');
  const text =
    '${platform} ${profile} ${option.compilers} ${paths.env} ${host.os}-${host.arch} python${host.exe} ${cuda}';
  assert.equal(expandText(text, win), 'win-64 cpu auto /r/_env windows-x86_64 python.exe cpu');
  assert.equal(names('osx-arm64')('host.exe'), '');
});

test('a var that leads back to itself, waits for a step, or is not there has no value', () => {
  const linux = names('linux-64');
  assert.deepEqual(['a', 'b', 'later', 'nowhere'].map(linux), [undefined, undefined, undefined, undefined]);
  assert.equal(expandText('${nowhere}', linux), undefined);
  assert.equal(expandText('${', linux), undefined);
});

test('vars that would fill the memory together have no value', () => {
  const names = Array.from({ length: 10 }, (_, index) => `v${index}`);
  const vars = table(Object.fromEntries(names.map(name => [name, at('x'.repeat(60_000))])));
  const [platform] = [...platforms('linux-64').values()];
  assert.ok(platform);
  const combination = { platform: platform.value, profile: undefined };
  const lookup = namesInForce(manifestOf([], { vars }), combination, { choices: NO_CHOICES, paths: new Map() });
  const lengths = names.map(name => lookup(name)?.length);
  assert.deepEqual(lengths, [60_000, 60_000, 60_000, 60_000, ...Array.from({ length: 6 }, () => undefined)]);
});
