import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { everyPlan } from '../engine/every-plan.js';
import { packageFolder } from '../engine/host/built-in.js';
import { readManifest } from '../engine/read-manifest.js';
import { graphDot } from '../engine/report/graph-dot.js';
import { graphSvg } from '../engine/report/graph-svg.js';
import { graphText } from '../engine/report/graph-text.js';
import { planGraph } from '../engine/report/plan-graph.js';
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

test('dot says the same, and nothing of a name steers it', () => {
  const dot = graphDot(planGraph(plan));
  assert.match(
    dot,
    /^ {2}"last" \[label="last: Step last\\nready \\"made\\"\\nelse built \(after absent, failed\)", penwidth=2, color="#b03030"\]$/m,
  );
  assert.match(dot, /^ {2}"tools" -> "last" \[style=dotted, label="built"\]$/m);
  assert.match(dot, /^ {2}"env" -> "big" \[penwidth=2, color="#b03030"\]$/m);
  assert.doesNotMatch(dot, /"env" -> "last"/, 'an arrow that others imply is left out');
});

test('the picture is an SVG with every step in it', async () => {
  const svg = await graphSvg(graphDot(planGraph(plan)));
  assert.match(svg, /<svg [^>]*width="\d+pt"/);
  for (const { id } of plan.steps) assert.ok(svg.includes(`<title>${id}</title>`), id);
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
  assert.match(svg ?? '', /<\/svg>\n$/);
  assert.match(dot ?? '', /^digraph plan \{\n/);
});

// What is drawn in the docs: each shipped manifest, on each platform with the first profile it can have.

const manifests = join(packageFolder, 'manifests');
const pictures = join(packageFolder, 'docs', 'graphs');
const update = process.env.UPDATE_GOLDEN === '1';

test('the pictures in the docs are those of the shipped manifests', async () => {
  const expected = new Set<string>();
  const names = readdirSync(manifests).filter(name => name.endsWith('.yaml') && !name.endsWith('.lock.yaml'));
  for (const name of names) {
    const read = await readManifest(join(manifests, name), packageFolder);
    const plans = read.ok ? everyPlan(read.value) : read;
    if (!plans.ok) assert.fail(`${name} has no plans`);
    const seen = new Set<string>();
    for (const { plan: there } of plans.value) {
      if (seen.has(there.platform)) continue;
      seen.add(there.platform);
      const file = `${name.replace(/\.yaml$/, '')}.${there.platform}.svg`;
      expected.add(file);
      const svg = await graphSvg(graphDot(planGraph(there)));
      if (update) {
        mkdirSync(pictures, { recursive: true });
        writeFileSync(join(pictures, file), svg);
      }
      assert.ok(existsSync(join(pictures, file)), `${file} is not there: write it with UPDATE_GOLDEN=1`);
      const drawn = readFileSync(join(pictures, file), 'utf8');
      assert.equal(svg === drawn, true, `${file} is out of date: look at it, and write it with UPDATE_GOLDEN=1`);
    }
  }
  const stale = readdirSync(pictures).filter(file => file.endsWith('.svg') && !expected.has(file));
  if (update) for (const file of stale) rmSync(join(pictures, file));
  else assert.deepEqual(stale, [], 'no manifest has these pictures: delete them');
});
