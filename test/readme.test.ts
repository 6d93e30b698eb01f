import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from '../engine/cli/exit-code.js';
import { packageFolder } from '../engine/host/package-folder.js';
import { commonWords, picture } from './support/picture.js';
import { KEPT_CODE, ONE_FILE } from './support/one-file.js';
import { withQuickPython } from './support/quick-python.js';
import { quickPythonHere } from './support/real-python.js';

// The README says nothing that is not so: its tables are held against the code, its commands are run as they stand.

const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

function run(args: readonly string[], cwd: string, env = process.env): string {
  return execFileSync(process.execPath, [...KEPT_CODE, ONE_FILE, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function blockAfter(marker: string): string {
  const at = readme.indexOf(`<!-- ${marker} -->`);
  assert.notEqual(at, -1, `the README has no <!-- ${marker} -->`);
  const [, text] = /```\w+\n([\s\S]*?)```/.exec(readme.slice(at)) ?? [];
  return text ?? '';
}

/** The first cells of a table's rows, under a heading. */
function firstCells(heading: string): readonly string[] {
  const section = readme.split(`${heading}\n`)[1]?.split('\n#')[0] ?? '';
  return [...section.matchAll(/^\| *([^|]+?) *\|/gm)].map(([, cell]) => cell ?? '').slice(2);
}

test('the exit codes are those of the program', () => {
  assert.deepEqual(
    firstCells('### Exit codes').map(Number),
    Object.values(EXIT).sort((a, b) => a - b),
  );
});

test('every library that is installed has a line that says what for', () => {
  const { dependencies } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  assert.deepEqual(firstCells('## How it is built'), Object.keys(dependencies).sort());
});

test('every command is told of, every script that is named is there, and no link leads nowhere', () => {
  const help = run(['--help'], packageFolder);
  const commands = [...(help.split('Commands:')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z]+)/gm)].map(
    ([, name]) => name ?? '',
  );
  assert.ok(commands.length > 15, help);
  const told = commands.filter(name => new RegExp(`(\`|sam3d-install |, \`)${name}\\b`).test(readme));
  assert.deepEqual(
    told,
    commands.filter(name => name !== 'help'),
  );
  const { scripts } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = new Set([...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name ?? ''));
  for (const name of named) assert.ok(name in scripts, name);
  for (const name of ['build', 'wheel', 'torture', 'bench', 'release', 'lint', 'format:check']) {
    assert.ok(named.has(name), name);
  }
  const links = [...readme.matchAll(/\]\(([^)#\s]+)/g)].map(([, to]) => to ?? '').filter(to => !to.includes('://'));
  for (const link of links) assert.ok(existsSync(join(packageFolder, link)), link);
  for (const page of ['docs/', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE']) {
    assert.ok(
      links.some(link => link.startsWith(page)),
      page,
    );
  }
});

test('the graph of the default manifest is drawn as it is', () => {
  const args = ['plan', '--manifest', 'default.yaml', '--platform', 'linux-64', '--profile', 'cuda-12.1'];
  const [stands, drawn] = [
    blockAfter('graph: default.yaml, linux-64, cuda-12.1'),
    run([...args, '--format', 'mermaid'], packageFolder),
  ];
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(
      join(packageFolder, 'README.md'),
      readme.replace(stands, () => drawn),
    );
    return;
  }
  assert.equal(stands, drawn, 'it is drawn otherwise now: if it should, write it with UPDATE_GOLDEN=1');
});

test('every command of the README runs as it stands, its manifest too', async t => {
  const host = await quickPythonHere(t);
  if (host?.version !== '3.11') {
    t.skip('no Python 3.11 with venv on this host');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'my-node.yaml'), blockAfter('file: my-node.yaml'));
  const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => (block ?? '').split('\n'))
    .filter(line => line.startsWith('npx sam3d-install'));
  assert.ok(commands.length >= 8, `only ${commands.length} commands were found`);
  const env = withQuickPython(host.path);
  for (const command of commands) {
    const [, ...args] = words(command.slice('npx '.length));
    assert.doesNotThrow(() => run(args, folder, env), command);
  }

  // the picture of a run that fails is of this manifest
  const failing = ['rehearse', '--manifest', 'my-node.yaml', '--root', 'failing', '--absent', 'pillow'];
  const failed = spawnSync(process.execPath, [...KEPT_CODE, ONE_FILE, ...failing], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  assert.equal(failed.status, 1);
  const from = (lines: readonly string[]) => lines.slice(lines.findIndex(line => line.startsWith('My node: not')));
  assert.equal(
    commonWords(from(picture('failed')), '/tmp/comfy/my-node'),
    commonWords(from(failed.stderr.split('\n')), join(realpathSync(folder), 'failing')),
  );
});

/** A command line's words, as a shell cuts them; the README needs double quotes only. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
