import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { everyPlan } from '../engine/opening/every-plan.js';
import { packageFolder } from '../engine/host/package-folder.js';
import { readManifest } from '../engine/opening/read-manifest.js';
import { graphDot } from '../engine/report/graph-dot.js';
import { graphMermaid } from '../engine/report/graph-mermaid.js';
import { graphSvg } from '../engine/report/graph-svg.js';
import { graphText } from '../engine/report/graph-text.js';
import { planText } from '../engine/report/plan-text.js';
import { planGraph, type PlanGraph } from '../engine/report/plan-graph.js';
import type { Plan } from '../engine/model/plan.js';
import { theLine } from './support/events-schema.js';
import { place, platformHere, shown } from './support/cli.js';
import { planOf } from './support/small-plan.js';

const plan = planOf({
  tools: { onDemand: true, estimateMinutes: 4 },
  env: { estimateMinutes: 1 },
  big: { needs: ['env'], estimateMinutes: 6 },
  small: { needs: ['env'], optional: true, title: 'small' },
  last: {
    needs: ['env', 'big', 'small'],
    attempts: [{ name: 'ready "made"' }, { name: 'built', after: ['absent', 'failed'], needs: ['tools'] }],
  },
});

test('the tree has each step once in full, its ladder, and the critical path', () => {
  assert.equal(
    graphText(planGraph(plan)),
    `An example: linux-64, profile default
  * last - Step last
      . ready "made"
      . else built (after absent, failed)
    * big - Step big
        . main
        . about 6 min
      * env - Step env
          . main
          . about 1 min
    - small [optional]
        . main
      * env - Step env (see above)
    - tools - Step tools [on demand] [for "built" only]
        . main
        . about 4 min
critical path (*), about 7 min: env > big > last`,
  );
});

test('where no step has an estimate, neither graph nor plan says a time', () => {
  const bare = planOf({ env: {}, last: { needs: ['env'] } });
  assert.match(graphText(planGraph(bare)), /^critical path \(\*\): env > last$/m);
  assert.match(planText(bare), /^ {2}time {8}not known: no step has an `estimate`$/m);
});

test('dot says the same, and nothing of a name steers it', () => {
  const dot = graphDot(planGraph(plan));
  assert.match(
    dot,
    /^ {2}"last" \[label="last: Step last\\nready \\"made\\"\\nelse built \(after absent, failed\)", penwidth=2, color="#b03030"\]$/m,
  );
  assert.match(dot, /^ {2}"tools" -> "last" \[style=dotted, label=" built"\]$/m);
  assert.match(dot, /label="An example: linux-64, .*\\nred: the critical path; dashed: on demand; .*"/);
  assert.match(dot, /^ {2}"env" -> "big" \[penwidth=2, color="#b03030"\]$/m);
  assert.doesNotMatch(dot, /"env" -> "last"/, 'an arrow that others imply is left out');
});

test('the picture is an SVG with every step in it', async () => {
  const svg = await graphSvg(graphDot(planGraph(plan)));
  assert.match(svg, /<svg [^>]*width="\d+pt"/);
  for (const { id } of plan.steps) assert.ok(svg.includes(`<title>${id}</title>`), id);
});

test('Mermaid says the same, and nothing of a name steers it', () => {
  const odd = planOf({ a: { title: 'a', attempts: [{ name: 'x"]; y \u{1f600} #quot; <b>' }] } });
  assert.equal(
    graphMermaid(planGraph(plan)),
    `flowchart TD
  %% An example: linux-64, profile default
  %% critical path about 7 min
  s1["<b>tools</b>: Step tools<br/>main<br/>about 4 min"]
  s2["<b>env</b>: Step env<br/>main<br/>about 1 min"]
  s3["<b>big</b>: Step big<br/>main<br/>about 6 min"]
  s4["<b>small</b><br/>main"]
  s5["<b>last</b>: Step last<br/>ready #34;made#34;<br/>else built (after absent, failed)"]
  s2 --> s3
  s2 --> s4
  s3 --> s5
  s4 --> s5
  s1 -. "built" .-> s5
  classDef onDemand stroke-dasharray: 5 5
  class s1 onDemand
  classDef optional fill: #f4f4f4
  class s4 optional
  classDef critical stroke: #b03030, stroke-width: 2px
  class s2,s3,s5 critical
  linkStyle 0,2 stroke: #b03030, stroke-width: 2px
`,
  );
  assert.match(graphMermaid(planGraph(odd)), /^ {2}s1\["<b>a<\/b><br\/>x#34;\]; y #128512; #35;quot; #60;b#62;"\]$/m);
});

test('every form tells all there is to know: chosen, passed over and why, on demand, critical, bytes and minutes', async () => {
  const whole = planGraph(await shippedPlan('default', 'linux-64', 'cuda-12.1'));
  const [sized] = whole.nodes;
  assert.ok(sized !== undefined);
  const graph: PlanGraph = { ...whole, nodes: [{ ...sized, bytes: 4_700_000 }, ...whole.nodes.slice(1)] };
  const svg = await graphSvg(graphDot(graph));
  const forms = {
    text: graphText(graph),
    mermaid: graphMermaid(graph),
    dot: graphDot(graph),
    svg: svg.replaceAll('&#45;', '-').replaceAll('&quot;', '"').replaceAll('&gt;', '>'),
    json: JSON.stringify(graph),
  };
  const told: Readonly<Record<string, RegExp>> = {
    'what is tried first': /conda archive/,
    'what stands in for it, and after what':
      /build from source (\(after absent, failed\))|"build from source","after":\["absent","failed"\]/,
    'what is passed over': /build from source, Windows/,
    'and why': /os is linux, not windows/,
    'a step that is not for this host': /msvc \(os is linux, not windows\)|"msvc","reason":"os is linux, not windows"/,
    'minutes of a step': /about 6 min|"minutes":6\b/,
    'bytes of a step': /4\.7 MB|"bytes":4700000/,
    'the length of the critical path': /about 16 min|"minutes":16\b/,
  };
  for (const [form, text] of Object.entries(forms)) {
    for (const [what, pattern] of Object.entries(told)) assert.match(text, pattern, `${form} does not tell ${what}`);
  }
  const onDemand = { text: / nvcc .*\[on demand\]/, mermaid: /class .*\bs6\b.* onDemand/, dot: /"nvcc" .*dashed/ };
  const critical = { text: /\* torch /, mermaid: /class .*\bs5\b.* critical/, dot: /"torch" .*penwidth=2/ };
  for (const patterns of [onDemand, critical]) {
    for (const [form, pattern] of Object.entries(patterns))
      assert.match(forms[form as keyof typeof forms], pattern, form);
  }
  assert.match(svg, /<title>nvcc<\/title>\n<path [^>]*stroke-dasharray/);
  assert.match(svg, /<title>torch<\/title>\n<path [^>]*stroke="#b03030" stroke-width="2"/);
  assert.ok(
    graph.nodes.some(({ id, onDemand: dashed }) => id === 'nvcc' && dashed) && graph.criticalPath.includes('torch'),
  );
});

test('graph prints each of its forms for another platform, and plan the same pictures', async t => {
  const here = place(t);
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: sample
title: A sample
platforms: { ${platformHere()}: {}, osx-64: {} }
steps:
  one:
    attempts:
      - { name: windows only, when: { os: windows }, uses: run, with: { argv: [a] } }
      - { name: elsewhere, when: { os: [linux, macos] }, uses: run, with: { argv: [b] } }
`,
  );
  const runs = await Promise.all(
    [['graph'], ['graph', '--format', 'json'], ['graph', '--format', 'svg'], ['plan', '--format', 'dot']].map(args =>
      here.cli([...args, '--platform', 'osx-64']),
    ),
  );
  for (const end of runs) assert.equal(end.code, 0, shown(end));
  const [text, json, svg, dot] = runs.map(({ stdout }) => stdout);
  assert.match(text ?? '', /not here: windows only \(os is macos, not windows\)/);
  assert.deepEqual((JSON.parse(json ?? '') as { criticalPath: unknown }).criticalPath, ['one']);
  const line = theLine(await here.cli(['graph', '--json', '--platform', 'osx-64']).then(({ stdout }) => stdout));
  assert.deepEqual(line, { type: 'graph', ...(JSON.parse(json ?? '') as object) });
  assert.match(svg ?? '', /<\/svg>\n$/);
  assert.match(dot ?? '', /^digraph plan \{\n/);
});

// What is drawn in the docs: each shipped manifest on each platform, with each profile whose graph has another shape.

const manifests = join(packageFolder, 'manifests');
const pictures = join(packageFolder, 'docs', 'graphs');
const update = process.env.UPDATE_GOLDEN === '1';

test('the pictures in the docs are those of the shipped manifests, and their list names them all', async () => {
  const expected = new Map<string, string>();
  const list: string[] = ['# Graphs', '', LEGEND, ''];
  for (const name of readdirSync(manifests).filter(file => file.endsWith('.yaml') && !file.endsWith('.lock.yaml'))) {
    const drawn = await picturesOf(name.replace(/\.yaml$/, ''));
    for (const [file, svg] of drawn) expected.set(file, svg);
    list.push(`- \`${name}\`: ${[...drawn.keys()].map(file => `[${placeOf(file)}](${file})`).join(', ')}`);
  }
  expected.set('README.md', `${list.join('\n')}\n`);
  if (update) {
    mkdirSync(pictures, { recursive: true });
    for (const file of readdirSync(pictures)) rmSync(join(pictures, file));
    for (const [file, text] of expected) writeFileSync(join(pictures, file), text);
  }
  for (const [file, text] of expected) {
    assert.ok(existsSync(join(pictures, file)), `${file} is not there: write it with UPDATE_GOLDEN=1`);
    const stands = readFileSync(join(pictures, file), 'utf8');
    assert.equal(text === stands, true, `${file} is out of date: look at it, and write it with UPDATE_GOLDEN=1`);
  }
  const stale = readdirSync(pictures).filter(file => !expected.has(file));
  assert.deepEqual(stale, [], 'no manifest has these pictures: delete them');
});

const LEGEND = `Each shipped manifest, on each platform, with each profile whose graph has another shape: an arrow leads from what is
needed to what needs it. Dotted: needed by one attempt only. Dashed border: on demand. Grey: optional. Bold and red: the
critical path. In each box: the attempt that is tried first, what stands in for it and after what, what is not for that
host and why, bytes and minutes where they are known. A test keeps the pictures as the manifests are.`;

async function picturesOf(name: string): Promise<ReadonlyMap<string, string>> {
  const drawn = new Map<string, string>();
  const shapes = new Set<string>();
  for (const plan of await shippedPlans(name)) {
    const graph = planGraph(plan);
    const steps = graph.nodes.map(({ id, chosen, fallbacks }) => [id, chosen, fallbacks]);
    const shape = JSON.stringify([plan.platform, steps, graph.edges]);
    if (shapes.has(shape)) continue;
    shapes.add(shape);
    drawn.set(`${name}.${plan.platform}.${plan.profile}.svg`, await graphSvg(graphDot(graph)));
  }
  return drawn;
}

/** "linux-64, cuda-12.1" of a picture's name. */
function placeOf(file: string): string {
  const [, platform = '', profile = ''] = /^[^.]+\.([^.]+)\.(.+)\.svg$/.exec(file) ?? [];
  return `${platform} with ${profile}`;
}

async function shippedPlans(name: string): Promise<readonly Plan[]> {
  const read = await readManifest(join(manifests, `${name}.yaml`), packageFolder);
  const plans = read.ok ? everyPlan(read.value) : read;
  if (!plans.ok) assert.fail(`${name} has no plans`);
  return plans.value.map(({ plan: there }) => there);
}

async function shippedPlan(name: string, platform: string, profile: string): Promise<Plan> {
  const found = (await shippedPlans(name)).find(there => there.platform === platform && there.profile === profile);
  assert.ok(found !== undefined, `${name} has no plan for ${platform} with ${profile}`);
  return found;
}
