import { type TestContext } from 'node:test';
import { place, type CliOptions } from './cli.js';

/** A manifest whose versions are bumped. */
export const MANIFEST = `manifest: 1
name: sample
title: A sample
# the only place of versions
versions:
  tool:   "1.0"   # must fit the plugin
  plugin: 2.0.0
vars: { tag: 't\${tool|digits}' }
profiles:
  new: { when: { gpu: nvidia }, versions: { tool: '3.0' } }
  old: {}
compatibility:
  - { tool: '1.0', plugin: '2.0.0' }
  - { tool: '3.0', plugin: ['2.0.0', '2.1.0'] }
  - { tool: '1.1', plugin: '2.1.0' }
platforms: { linux-64: {}, win-64: {} }
artifacts:
  tool:
    sources: ['https://files.test/\${platform}/tool-\${tool}-\${tag}.zip']
    sha256: { linux-64: '${'a'.repeat(64)}' }
steps:
  tool: { uses: download, with: { artifact: tool, to: tool.zip } }
  plugin: { uses: write, with: { path: plugin.txt, text: '\${plugin}' } }
  both: { needs: [tool, plugin], uses: write, with: { path: both.txt, text: all } }
`;

/** A place whose bumps ask nobody. */
export function quietPlace(t: TestContext) {
  const here = place(t);
  const cli = (args: readonly string[], options: CliOptions = {}) =>
    here.cli(args, { ...options, env: { SAM3D_INSTALL_OFFLINE: '1', ...options.env } });
  return { ...here, cli };
}
