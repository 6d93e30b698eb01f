import assert from 'node:assert/strict';
import { type TestContext } from 'node:test';
import { place, shown, treeOf } from './cli.js';

/** A manifest that is right. */
export const GOOD = `manifest: 1
name: sample
title: A sample
versions: { tool: '1.2' }
options: { colour: { values: [red, green], default: red, description: What colour } }
profiles:
  small: {}
  large: { when: { gpu: nvidia, cuda-driver: '>=99.0' } }
platforms: { linux-64: {}, linux-aarch64: {}, osx-64: {}, osx-arm64: {}, win-64: {} }
steps:
  greet: { uses: write, with: { path: greeting.txt, text: "\${tool} \${option.colour}\\n" } }
`;

/** What is typed, and what the user reads and the exit code is. */
export interface Slip {
  readonly title: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly manifest?: string;
}

/** Holds a slip to its words, and that nothing was written. */
export async function meet(t: TestContext, { args, code, says, env = {}, manifest = GOOD }: Slip): Promise<void> {
  const here = place(t);
  here.write('sam3d-install.yaml', manifest);
  const before = treeOf(here.folder);
  const end = await here.cli(args, { env });
  assert.equal(end.code, code, shown(end));
  assert.equal(end.stdout, '');
  assert.equal(end.stderr.replaceAll(here.folder, '<place>'), says);
  assert.deepEqual(treeOf(here.folder), before, 'nothing is written');
}
