import assert from 'node:assert/strict';
import { win32 } from 'node:path';
import { test } from 'node:test';
import { foreignHost } from '../engine/model/combinations.js';
import { NO_CHOICES } from '../engine/model/in-force.js';
import { makePlan } from '../engine/plan/make-plan.js';
import { PLAN_KINDS } from './support/plan-kinds.js';
import { manifestFrom, plannedFrom, refusalOf, type PlanOfOptions } from './support/plan-of.js';

const NAMES = `
versions: { python: "3.11.9", tool: "2.9.0" }
vars: { tags: "\${py-tag}-\${tool|major}", py-tag: "py\${python|minor|digits}" }
profiles: { cpu: {} }
options: { compilers: { values: [auto, download], default: auto, description: Where compilers come from } }
paths: { env: _env, tools: "tools-\${tool}" }
`;

/** What a text becomes: as the value of a variable that a step sets. */
async function becomes(text: string, body = NAMES, options: PlanOfOptions = {}): Promise<unknown> {
  const steps = `steps: { a: { uses: make, with: { prefix: a }, env: { X: ${JSON.stringify(text)} } } }\n`;
  const plan = await plannedFrom(`${body}${steps}`, options);
  return plan.steps[0]?.attempts[0].env.X;
}

test('versions, vars, options, paths, platform, profile and host have values, through filters', async () => {
  assert.equal(await becomes('${tool} ${tags} ${python|minor|digits} ${profile|upper}'), '2.9.0 py311-2 311 CPU');
  assert.equal(await becomes('${option.compilers} ${platform}'), 'auto linux-64');
  assert.equal(await becomes('${host.os} ${host.arch} tool${host.exe}'), 'linux x86_64 tool');
  assert.equal(await becomes('${host.os} tool${host.exe}', NAMES, { platform: 'win-64' }), 'windows tool.exe');
  assert.equal(await becomes('${paths.env}/bin ${paths.tools}'), '/r/_env/bin /r/tools-2.9.0');
});

test('paths are written in the way of the system they are planned for', async () => {
  const planned = makePlan({
    manifest: await manifestFrom(`${NAMES}steps: { a: { uses: make, with: { prefix: "\${paths.env}/lib/x" } } }\n`),
    host: foreignHost('win-64', undefined),
    choices: NO_CHOICES,
    root: 'C:\\ein Ordner',
    join: (...parts) => win32.join(...parts),
    kinds: new Map(PLAN_KINDS.map(action => [action.kind, action])),
  });
  assert.ok(planned.ok);
  assert.equal(planned.value.paths.get('env'), 'C:\\ein Ordner\\_env');
  assert.deepEqual(planned.value.steps[0]?.attempts[0].locks, ['C:\\ein Ordner\\_env\\lib\\x']);
});

test('what a user sets is a value, and never looked at again', async () => {
  assert.equal(await becomes('${tool}', NAMES, { set: { tool: '${python} $${x}' } }), '${python} $${x}');
});

test('two dollars before a brace stand for one', async () => {
  assert.equal(await becomes('$${tool} $5'), '${tool} $5');
});

test('outputs of steps stay until the step has run, with all else in place', async () => {
  const steps = `steps:
  b: { uses: make, with: { prefix: b } }
  a: { uses: make, with: { prefix: a }, env: { X: "x-\${tool}-\${steps.b.path|lower}" } }
`;
  const plan = await plannedFrom(NAMES + steps);
  assert.deepEqual(plan.steps[1]?.attempts[0].env.X, {
    $deferred: ['x-', '2.9.0', '-', { step: 'b', output: 'path', filters: ['lower'] }],
  });
});

test('texts deep in a parameter are filled in, and so are the keys of its maps', async () => {
  const body = `${NAMES}
artifacts: { tool: { sources: ["https://a.example/\${tool}"] } }
steps: { a: { uses: take, with: { artifact: tool, to: "x", pick: { "bin/tool\${host.exe}": "tool-\${tool}" } } } }
`;
  const plan = await plannedFrom(body, { platform: 'win-64' });
  assert.deepEqual(plan.steps[0]?.attempts[0].params.pick, { 'bin/tool.exe': 'tool-2.9.0' });
});

test('two keys of a map that become the same are an error', async () => {
  const body = `versions: { tool: x }
artifacts: { tool: { sources: ["https://a.example/"] } }
steps:
  a: { uses: take, with: { artifact: tool, to: x, pick: { "\${tool}": a, x: b } } }
`;
  assert.equal(await refusalOf(body), '7:73 [duplicate-key] two keys of this map become `x`');
});

test('titles, notes, diagnoses and the name of an attempt are filled in', async () => {
  const plan = await plannedFrom(`versions: { tool: "2" }
platforms: { linux-64: { notes: ["no tool \${tool}"] } }
diagnose: [{ match: "a \${tool}", cause: "tool \${tool} is old", remedy: "take \${tool}.1" }]
steps: { a: { title: "tool \${tool}", name: "make \${tool}", uses: make, with: { prefix: a } } }
`);
  assert.deepEqual(plan.notes, ['no tool 2']);
  assert.deepEqual(plan.diagnose, [{ match: 'a ${tool}', cause: 'tool 2 is old', remedy: 'take 2.1' }]);
  assert.deepEqual([plan.steps[0]?.title, plan.steps[0]?.attempts[0].name], ['tool 2', 'make 2']);
});

test('a text that is shown before anything has run cannot wait for a step', async () => {
  const body = 'steps:\n  a: { title: "at ${steps.a.path}", uses: make, with: { prefix: a } }\n';
  assert.equal(
    await refusalOf(body),
    '5:15 [too-early] ${steps.a.path} is known only when the step has run, and this text is needed before',
  );
});

test('a name without a value is an error at its text, whoever checked before', async () => {
  const body = 'steps:\n  a: { uses: make, with: { prefix: "${nowhere}" } }\n';
  assert.equal(await refusalOf(body), '5:36 [unknown-name] `nowhere` has no value here');
});
