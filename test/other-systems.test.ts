import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openableGate, place, shown, treeOf, yamlList, type CliEnd, type Place } from './support/cli.js';
import { bzip2, gzip, has, tarOf, zipOf, type Member } from './support/make-archive.js';
import { sha256Of, startMirror, type Mirror } from './support/mirror.js';
import { arm64, windows, type OtherSystem } from './support/other-system.js';

const SYSTEMS = { 'win-64': windows, 'linux-aarch64': arm64 } as const;

for (const [platform, open] of Object.entries(SYSTEMS)) {
  test(`${platform}, emulated: it installs, goes on after a kill, finds nothing to do, returns from a failed change, and is removed`, async t => {
    const system = opened(t, open);
    if (system === undefined) return;
    const { here, mirror, run, manifest } = await prepared(t, system, platform);

    const gate = await openableGate(t);
    manifest({ waits: gate.argv.slice(1) });
    const first = system.start(['install', ...run.flags], run.options);
    await Promise.race([gate.arrived, first.ended]);
    first.child.kill('SIGKILL');
    const killed = await first.ended;
    assert.equal(killed.signal, 'SIGKILL', shown(killed));
    gate.open();
    const asked = mirror.requests.length;

    const second = await system.run(['install', ...run.flags], run.options);
    assert.equal(second.code, 0, shown(second));
    assert.match(second.stderr, /: installed, \d steps? done, [4-7] up to date/);
    assert.match(second.stderr, new RegExp(`A small install: ${platform}, `));
    assert.equal(mirror.requests.length, asked, 'what was downloaded before the kill is not asked for again');
    const made = treeWithoutState(here);
    assert.deepEqual(made, { ...CONTENTS, ...folders(CONTENTS) });

    const third = await system.run(['install', ...run.flags], run.options);
    assert.equal(third.code, 0, shown(third));
    assert.match(third.stderr, /nothing to do|0 steps done|up to date/);

    manifest({ waits: gate.argv.slice(1), says: 'changed', expects: 'not-made.txt' });
    const failed = await system.run(['install', ...run.flags], run.options);
    assert.equal(failed.code, 1, shown(failed));
    assert.deepEqual(treeWithoutState(here), made, 'the failed change left what worked');

    manifest({ waits: gate.argv.slice(1) });
    const removed = await system.run(['uninstall', ...run.root], run.options);
    assert.equal(removed.code, 0, shown(removed));
    assert.deepEqual(treeOf(here.root), {});
  });

  test(`${platform}, emulated: the same plan is shown as on this host`, async t => {
    const system = opened(t, open);
    if (system === undefined) return;
    const here = place(t);
    const shipped = join(PROJECT, 'manifests', 'default.yaml');
    const about = ['plan', '--json', '--platform', platform, '--profile', 'cpu'];
    const ours = await here.cli([...about, '--manifest', shipped, '--root', '/installed']);
    const flags = ['--manifest', system.path(shipped), '--root', system.path('/installed')];
    const theirs = await system.run([...about, ...flags], { cwd: here.work });
    assert.equal(theirs.code, 0, shown(theirs));
    const plan = JSON.parse(theirs.stdout) as { readonly platform: string };
    assert.equal(plan.platform, platform);
    assert.deepEqual(spelledAsHere(plan), spelledAsHere(JSON.parse(ours.stdout)));
  });
}

test('win-64, emulated: a root that Windows would break is refused, before anything is made', async t => {
  const system = opened(t, windows);
  if (system === undefined) return;
  const here = place(t);
  const text = 'steps: { a: { uses: write, with: { path: a.txt, text: a } } }\n';
  here.write('sam3d-install.yaml', `manifest: 1\nname: a\ntitle: A\nplatforms: { win-64: {} }\n${text}`);
  const before = treeOf(here.work);
  const refused = async (root: string) => {
    const { code, stderr } = await system.run(['install', '--root', root], { cwd: here.work });
    return `${code} ${stderr.split('\n').find(line => line.startsWith('error: ')) ?? stderr}`;
  };
  const below = (name: string) => `${system.path(here.work)}\\${name}`;
  assert.equal(
    await refused(below('aux')),
    `3 error: cannot install into ${below('aux')}: aux is the name of a device`,
  );
  const deep = below(`${'x'.repeat(60)}\\${'y'.repeat(60)}`);
  assert.equal(
    await refused(deep),
    `3 error: cannot install into ${deep}: it has ${deep.length} characters, packages need up to 170 more, and this Windows ends names at 260`,
  );
  assert.equal(
    await refused('/c/Users/me'),
    "64 error: option '--root <folder>' argument '/c/Users/me' is invalid. It is a path of MSYS; Windows calls it C:\\Users\\me",
  );
  assert.deepEqual(treeOf(here.work), before);
});

test('win-64, emulated: a program gets each argument byte for byte, by the rules of its command line', async t => {
  const system = opened(t, windows);
  if (system === undefined) return;
  const here = place(t);
  const odd = [
    'a b',
    'c"d',
    '"',
    'e&f',
    '%PATH%',
    '^g',
    'h\\',
    'i\\"j',
    '\\\\k\\',
    '',
    '*',
    '-l',
    'm;n',
    "o'p",
    'q|r',
    '\u00e4\u00f6',
    '\u6f22',
    '<s>',
    '$t',
    '!u!',
  ];
  const record = `require('fs').writeFileSync('argv.json', JSON.stringify(process.argv.slice(1)))`;
  here.write(
    'sam3d-install.yaml',
    `manifest: 1
name: odd
title: Odd arguments
platforms: { win-64: {} }
steps:
  tell: { uses: run, with: { argv: ${yamlList([system.node, '-e', record, '--', ...odd])}, creates: [argv.json] } }
`,
  );
  const end = await system.run(['install', '--root', system.path(here.root)], { cwd: here.work });
  assert.equal(end.code, 0, shown(end));
  assert.deepEqual(JSON.parse(readFileSync(join(here.root, 'argv.json'), 'utf8')), odd);
});

test('win-64, emulated: a time-out ends what a program started, and what that started', async t => {
  const system = opened(t, windows);
  if (system === undefined) return;
  const here = place(t);
  const starts = `const { spawn } = require('child_process'); spawn(process.execPath, ['-e', process.argv[1]], { stdio: 'inherit' }); require('fs').writeFileSync('began.txt', 'yes'); setInterval(() => 0, 1000)`;
  const manifest = (seconds: number, stays: string) =>
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: stubborn
title: A stubborn program
platforms: { win-64: {} }
steps:
  long: { uses: run, timeout: ${seconds} s, with: { argv: ${yamlList([system.node, '-e', starts, stays])}, creates: [began.txt] } }
`,
    );
  // on a busy machine the program may need longer than that to begin at all, which then says nothing
  for (let seconds = 3; seconds < 100; seconds *= 4) {
    const mark = `grandchild-of-${process.pid}-${seconds}`;
    manifest(seconds, `setInterval(() => 0, 1000) // ${mark}`);
    const end: CliEnd = await system.run(['install', '--root', system.path(here.root)], { cwd: here.work });
    assert.equal(end.code, 1, shown(end));
    assert.match(end.stderr + end.stdout, new RegExp(`${seconds} s`));
    if (!existsSync(join(here.root, 'began.txt'))) continue;
    return assert.deepEqual(running(mark), []);
  }
  assert.fail('the program has never begun');
});

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

function opened(t: TestContext, open: () => OtherSystem | string): OtherSystem | undefined {
  const system = process.platform === 'linux' ? asked(open) : 'the emulators are those of Linux';
  const lacks =
    typeof system === 'string' ? system : ['gzip', 'bzip2'].find(tool => !has(tool))?.concat(' is not there');
  if (lacks === undefined) return system as OtherSystem;
  t.skip(lacks);
  return undefined;
}

/** An emulated processor takes a minute, so it is left out unless it is asked for. */
function asked(open: () => OtherSystem | string): OtherSystem | string {
  const isAsked = open !== arm64 || process.env['TEST_EMULATED'] === '1';
  return isAsked ? open() : 'it takes a minute: TEST_EMULATED=1 npm test -- other-systems';
}

interface Prepared {
  readonly here: Place;
  readonly mirror: Mirror;
  readonly run: {
    readonly root: readonly string[];
    readonly flags: readonly string[];
    readonly options: { cwd: string };
  };
  readonly manifest: (declared: {
    readonly waits: readonly string[];
    readonly says?: string;
    readonly expects?: string;
  }) => void;
}

/** A manifest of files, three archives, a download and a program, with a mirror of its own. */
async function prepared(t: TestContext, system: OtherSystem, platform: string): Promise<Prepared> {
  const here = place(t, { name: 'a place' });
  const mirror = await startMirror();
  t.after(() => mirror.close());
  const artifact = (name: string, body: Buffer) =>
    `{ sources: ['${mirror.serve(`/${name}`, { kind: 'file', body })}'], sha256: '${sha256Of(body)}' }`;
  const artifacts = Object.entries(BODIES).map(
    ([name, body]) => `  ${name.split('.')[0] ?? ''}: ${artifact(name, body)}`,
  );
  const root = ['--root', system.path(here.root)];
  return {
    here,
    mirror,
    run: { root, flags: [...root, '--cache-dir', system.path(here.cache)], options: { cwd: here.work } },
    manifest: ({ waits, says = 'one', expects = 'lib/gz/part0/file0.txt' }) =>
      void here.write(
        'sam3d-install.yaml',
        `manifest: 1
name: small
title: A small install
platforms: { ${platform}: {} }
artifacts:
${artifacts.join('\n')}
steps:
  settings: { uses: write, with: { path: settings.ini, text: ${says} } }
  gz: { uses: unpack, with: { artifact: gz, to: lib/gz, strip: 1 } }
  bz: { uses: unpack, with: { artifact: bz, select: 'pkg/lib/**', to: lib/bz } }
  zip: { uses: unpack, with: { artifact: zip, to: lib/zip } }
  model: { uses: download, with: { artifact: model, to: models/model.bin } }
  waits: { uses: run, needs: [gz, bz, zip, model, settings], with: { argv: ${yamlList([system.node, ...waits])} } }
  last:
    uses: write
    needs: [waits]
    with: { path: last.txt, text: ${says} }
    verify: [{ file: ${expects} }]
`,
      ),
  };
}

const files = (top: string, say: string): readonly Member[] =>
  Array.from({ length: 6 }, (_, index) => ({
    name: `${top}/part${index % 2}/file${index}.txt`,
    body: `${say} ${index}\n`,
  }));
const BODIES: Readonly<Record<string, Buffer>> = has('gzip', 'bzip2')
  ? {
      'gz.tar.gz': gzip(tarOf(...files('top', 'gz'))),
      'bz.tar.bz2': bzip2(tarOf(...files('pkg/lib', 'bz'), { name: 'pkg/info/about.txt', body: 'not taken' })),
      'zip.zip': zipOf(...files('zip', 'zip').map(({ name, body = '' }) => ({ name, body, deflate: true }))),
      'model.bin': Buffer.alloc(200_000, 'model '),
    }
  : {};

const CONTENTS: Readonly<Record<string, string>> = {
  ...contents('lib/gz', files('top', 'gz'), 'top/'),
  ...contents('lib/bz', files('pkg/lib', 'bz'), 'pkg/lib/'),
  ...contents('lib/zip', files('zip', 'zip'), ''),
  'models/model.bin': `file ${sha256Of(Buffer.alloc(200_000, 'model '))}`,
  'settings.ini': `file ${sha256Of('one')}`,
  'last.txt': `file ${sha256Of('one')}`,
};

function contents(folder: string, members: readonly Member[], less: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    members.map(({ name, body = '' }) => [`${folder}/${name.slice(less.length)}`, `file ${sha256Of(body)}`]),
  );
}

function folders(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const parents = Object.keys(tree).flatMap(path => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return Object.fromEntries(parents.map(path => [path, 'folder']));
}

function treeWithoutState(here: Place): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(treeOf(here.root)).filter(([path]) => !path.startsWith('.sam3d-install')));
}

/** A plan's strings without what each system spells in its own way: drives and separators. */
function spelledAsHere(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll('\\\\', '/').replaceAll('Z:/', '/');
  return JSON.parse(text.replaceAll(PROJECT, ''));
}

/** The processes of this host with this text on their command line. */
function running(mark: string): readonly string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && name !== String(process.pid))
    .filter(pid => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'utf8').includes(mark);
      } catch {
        return false;
      }
    });
}
