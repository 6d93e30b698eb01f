import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interpreterFinder } from '../engine/model/interpreter.js';
import type { Manifest } from '../engine/model/manifest.js';
import { at, attempt, kind, manifestOf, SPAN, step } from './support/hand-made.js';

const kinds = new Map(
  [kind('venv', ['python']), kind('conda', ['python', 'prefix']), kind('run'), kind('pip', ['python'], true)].map(
    action => [action.kind, action],
  ),
);
function interpreterStep(manifest: Manifest, step: string, options: { readonly self: boolean }) {
  return interpreterFinder(manifest, kinds)(step, options);
}

const venv = (id: string, given = {}) => step(id, { attempts: [attempt('venv')], ...given });
const pip = (id: string, ...needs: readonly string[]) => step(id, { attempts: [attempt('pip')], needs: needs.map(at) });

test('the nearest needed step with a python is the interpreter, of equally near ones the first as written', () => {
  const manifest = manifestOf([
    venv('far'),
    venv('left'),
    venv('right'),
    pip('through-right', 'right'),
    pip('through-left', 'left'),
    pip('user', 'through-right', 'through-left', 'far'),
    pip('two-away', 'through-left', 'through-right'),
  ]);
  assert.equal(interpreterStep(manifest, 'user', { self: false }), 'far');
  assert.equal(interpreterStep(manifest, 'two-away', { self: false }), 'left');
});

test("a check may use its own step's python, an action may not", () => {
  const manifest = manifestOf([venv('base'), venv('own', { needs: [at('base')] })]);
  assert.equal(interpreterStep(manifest, 'own', { self: true }), 'own');
  assert.equal(interpreterStep(manifest, 'own', { self: false }), 'base');
});

test('a step that needs no python gets the only one there is', () => {
  const manifest = manifestOf([venv('env'), pip('torch')]);
  assert.equal(interpreterStep(manifest, 'torch', { self: false }), 'env');
  assert.equal(interpreterStep(manifest, 'env', { self: false }), undefined);
});

test('of two pythons none is guessed, and an on-demand one does not count', () => {
  assert.equal(interpreterStep(manifestOf([venv('a'), venv('b'), pip('torch')]), 'torch', { self: false }), undefined);
  const onDemand = manifestOf([venv('a'), venv('b', { onDemand: true }), pip('torch')]);
  assert.equal(interpreterStep(onDemand, 'torch', { self: false }), 'a');
});

test('a python that only one attempt of a step gives is none', () => {
  const half = step('half', { attempts: [attempt('venv'), attempt('run')] });
  const both = step('both', { attempts: [attempt('conda'), attempt('venv')] });
  assert.equal(interpreterStep(manifestOf([half, pip('p', 'half')]), 'p', { self: false }), undefined);
  assert.equal(interpreterStep(manifestOf([both, pip('p', 'both')]), 'p', { self: false }), 'both');
});

test('what runs a Python that it was not given is passed by on the way to the one who made it', () => {
  const manifest = manifestOf([
    venv('env'),
    pip('faster-pip'),
    pip('torch', 'faster-pip', 'env'),
    pip('rest', 'torch'),
  ]);
  for (const user of ['faster-pip', 'torch', 'rest']) {
    assert.equal(interpreterStep(manifest, user, { self: true }), 'env', user);
  }
});

test('what says which Python it runs hands that one on', () => {
  const python = { key: at('python'), value: { kind: 'scalar' as const, value: '${steps.b.python}', span: SPAN } };
  const torch = step('torch', {
    attempts: [attempt('pip', { with: { kind: 'map', entries: [python], span: SPAN } })],
  });
  const manifest = manifestOf([venv('a'), venv('b'), torch, pip('rest', 'torch')]);
  assert.equal(interpreterStep(manifest, 'rest', { self: false }), 'torch');
});

test('needs that go in a circle or nowhere end the search', () => {
  const manifest = manifestOf([pip('a', 'b'), pip('b', 'a', 'nowhere')]);
  assert.equal(interpreterStep(manifest, 'a', { self: false }), undefined);
});

test('in a chain of 10,000 steps every step finds the python at its head, each step looked at a few times', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) => pip(`s${index + 1}`, index === 0 ? 'env' : `s${index}`));
  const manifest = manifestOf([venv('env'), venv('other'), ...chain]);
  let looks = 0;
  const get = manifest.steps.get.bind(manifest.steps);
  const counted = {
    ...manifest,
    steps: Object.assign(new Map(manifest.steps), { get: (id: string) => (looks++, get(id)) }),
  };
  const find = interpreterFinder(counted, kinds);
  assert.ok(chain.every(({ id }) => find(id, { self: false }) === 'env'));
  assert.ok(looks < 50_000, `${looks} looks`);
});
