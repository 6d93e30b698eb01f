import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pip } from '../engine/actions/pip.js';
import { git } from '../engine/actions/git.js';
import { foreignTexts } from '../engine/host/foreign-texts.js';
import { distrust } from '../engine/opening/trust.js';
import { NODE_AND_MAIN, place, platformHere, shown, type Place } from './support/cli.js';
import { tempFolder } from './support/temp-folder.js';
import { scriptedContext } from './support/scripted-context.js';
import { plannedFrom } from './support/plan-of.js';

/** A manifest from elsewhere is agreed to by its content, and a strict policy lets nothing unverified or unbuilt in. */

const manifest = (word: string) => `manifest: 1
name: small
title: A small thing
platforms: { ${platformHere()}: {} }
artifacts:
  thing: { sources: ['https://name:secret@packages.test/thing.bin'] }
steps:
  one: { uses: write, with: { path: one.txt, text: "${word}\\n" } }
  two: { uses: run, needs: [one], with: { argv: [teller, '${word}'] } }
  three: { uses: download, on-demand: true, with: { artifact: thing, to: thing.bin } }
  four: { uses: write, with: { path: four.txt, text: four }, fallbacks: [{ needs: [three], uses: write, with: { path: four.txt, text: other } }] }
`;

function elsewhere(t: TestContext): Place & { readonly path: string } {
  const here = place(t);
  here.program('teller', 'echo "$1"');
  const folder = join(here.folder, 'elsewhere');
  mkdirSync(folder);
  const path = join(folder, 'other.yaml');
  writeFileSync(path, manifest('first'));
  return { ...here, path };
}

describe('a manifest from elsewhere', () => {
  test('is refused where nobody can be asked, agreed to once by its content, and asked for again when that has changed', async t => {
    const here = elsewhere(t);
    const args = ['install', '--manifest', here.path];
    const refused = await here.cli(args);
    assert.equal(refused.code, 3, shown(refused));
    assert.equal(refused.stdout, '');
    assert.match(
      refused.stderr,
      /^error: the manifest .*other\.yaml came from elsewhere, and nobody here has agreed to it \(sha256 [0-9a-f]{64}\)\nhelp: look at it with plan, which executes nothing, then agree to it once with --yes\n$/,
    );
    assert.ok(!existsSync(here.root), 'nothing is made');
    const agreed = await here.cli([...args, '--yes']);
    assert.equal(agreed.code, 0, shown(agreed));
    const again = await here.cli(['verify', '--manifest', here.path]);
    assert.equal(again.code, 0, shown(again));
    writeFileSync(here.path, manifest('second'));
    const changed = await here.cli(['verify', '--manifest', here.path]);
    assert.equal(changed.code, 3, shown(changed));
  });

  test('is asked for at a terminal, with its hosts, commands and folders, and no secret', t => {
    const script = ['/usr/bin/script', '/bin/script'].find(path => existsSync(path));
    if (script === undefined || process.platform !== 'linux') return t.skip('there is no util-linux `script` here');
    const here = elsewhere(t);
    const env = {
      HOME: here.folder,
      PATH: `${here.bin}:/usr/bin:/bin`,
      TERM: 'xterm',
      SHELL: '/bin/sh',
      LANG: 'C.UTF-8',
    };
    const command = `stty cols 300; ${NODE_AND_MAIN} --manifest '${here.path}' --root '${here.root}' --cache-dir '${here.cache}'`;
    const answer = (input: string) =>
      spawnSync(script, ['-qec', command, '/dev/null'], {
        cwd: here.work,
        env,
        input,
        encoding: 'utf8',
        timeout: 60_000,
      });
    const no = answer('n\n');
    const text = no.stdout.replaceAll('\r\n', '\n');
    assert.match(
      text,
      /other\.yaml came from elsewhere \(sha256 [0-9a-f]{64}\)\. It would\n {2}ask packages\.test\n {2}write one\.txt\n {2}run teller first\n/,
    );
    assert.ok(text.includes(`  write to ${here.root} and ${here.cache}\n`), text);
    assert.doesNotMatch(text, /secret/);
    assert.equal(no.status, 3, text);
    assert.ok(!existsSync(here.root));
    const yes = answer('y\n');
    assert.equal(yes.status, 0, yes.stdout);
  });

  test('is told from one of the own repository, and its lock and bases count', async t => {
    const cacheFolder = tempFolder(t);
    const plan = await plannedFrom('');
    const asked: string[] = [];
    const ask = async (foreign: Readonly<Record<string, string>>) => {
      const refusal = await distrust(
        { plan, foreign: new Map(Object.entries(foreign)) },
        { cacheFolder, accept: async ({ sha256 }) => asked.push(sha256) > 0 },
      );
      assert.equal(refusal, undefined);
    };
    const folder = tempFolder(t);
    const path = join(folder, 'a.yaml');
    await ask({});
    assert.equal(asked.length, 0);
    await ask({ [path]: 'a' });
    await ask({ [path]: 'a' });
    assert.equal(asked.length, 1);
    await ask({ [path]: 'a', [join(folder, 'base.yaml')]: 'b' });
    assert.equal(asked.length, 2);
    writeFileSync(join(folder, 'a.lock.yaml'), 'lock: 1\n');
    await ask({ [path]: 'a' });
    assert.equal(asked.length, 3);
    rmSync(join(folder, 'a.lock.yaml'));
    await ask({ [path]: 'a' });
    assert.equal(new Set(asked).size, 3);
  });
});

describe('a manifest is of where the user stands', () => {
  /** A home with things in it; a name that ends with `.git` is a repository. */
  function homeWith(t: TestContext, folders: readonly string[]) {
    const home = realpathSync(tempFolder(t));
    for (const folder of folders) mkdirSync(join(home, folder), { recursive: true });
    return (cwd: string, path: string) => {
      const sources = new Map([[join(home, path), 'text']]);
      return foreignTexts(sources, join(home, cwd), home).size === 0 ? 'own' : 'foreign';
    };
  }

  test('where it lies in the very repository, and not in a clone inside of that', t => {
    const of = homeWith(t, ['app/.git', 'app/src', 'app/nodes/other/.git', 'else']);
    assert.equal(of('app/src', 'app/a.yaml'), 'own');
    assert.equal(of('app', 'app/nodes/a.yaml'), 'own');
    assert.equal(of('app', 'app/nodes/other/a.yaml'), 'foreign');
    assert.equal(of('app/nodes/other', 'app/nodes/other/a.yaml'), 'own');
    assert.equal(of('app/nodes/other', 'app/a.yaml'), 'foreign');
    assert.equal(of('app', 'else/a.yaml'), 'foreign');
  });

  test('where there is no repository, in that folder, and not in a clone below it', t => {
    const of = homeWith(t, ['app/sub', 'app/clone/.git', 'else']);
    assert.equal(of('app', 'app/a.yaml'), 'own');
    assert.equal(of('app', 'app/sub/a.yaml'), 'own');
    assert.equal(of('app', 'app/clone/a.yaml'), 'foreign');
    assert.equal(of('app', 'else/a.yaml'), 'foreign');
  });

  test('a home folder that is itself a repository makes nothing below it own, nor does standing in it', t => {
    for (const kept of [['.git'], []]) {
      const of = homeWith(t, [...kept, 'Downloads', 'project']);
      assert.equal(of('project', 'Downloads/a.yaml'), 'foreign');
      assert.equal(of('project', 'project/a.yaml'), 'own');
      assert.equal(of('', 'Downloads/a.yaml'), 'foreign');
      assert.equal(of('', 'a.yaml'), 'own');
    }
  });
});

describe('a strict policy', () => {
  test('refuses a checkout, and bytes without a hash, before any is asked for, and takes a fallback that may stand in', async t => {
    const here = place(t);
    here.write(
      'sam3d-install.yaml',
      `manifest: 1
name: strict
title: Strict
platforms: { ${platformHere()}: {} }
artifacts: { bare: { sources: ['https://packages.test/bare.bin'] } }
steps:
  source:
    uses: git
    with: { url: 'https://packages.test/project.git', commit: ${'a'.repeat(40)}, to: src }
    fallbacks: [{ name: by hand, uses: write, with: { path: src/word.txt, text: word } }]
  bare: { uses: download, with: { artifact: bare, to: bare.bin } }
`,
    );
    const end = await here.cli(['install', '--policy', 'strict']);
    assert.equal(end.code, 1, shown(end));
    const summary = end.stderr.slice(end.stderr.lastIndexOf('Strict: not installed'));
    assert.match(
      summary,
      /"git" is refused: refused by the rule "strict": it takes source code: https:\/\/packages\.test\/project\.git\n/,
    );
    assert.match(summary, /refused by the rule "strict": no hash covers artifact bare\n/);
    assert.match(
      summary,
      /  next: a strict policy wants a hash for every byte, and nothing from git or built from source code; then run/,
    );
    const plain = await here.cli(['install', '--policy', 'strict', '--mirror', 'https://a.test/=http://mirror.test/']);
    assert.equal(plain.code, 64, shown(plain));
    assert.equal(
      plain.stderr,
      'error: http://mirror.test/ is a mirror without TLS\nhelp: a strict policy wants https\n',
    );
  });

  test('knows what would be built from source code, and lets pip build nothing', async () => {
    const source = (params: Parameters<typeof pip.source>[0]) => pip.source(params);
    assert.equal(source({ packages: ['a==1', 'https://host/b-1-py3-none-any.whl#sha256=aa'] }), undefined);
    assert.equal(source({ packages: ['a', 'git+https://host/c@1'] }), 'git+https://host/c@1');
    assert.equal(source({ packages: ['https://host/d-1.tar.gz'] }), 'https://host/d-1.tar.gz');
    assert.equal(source({ packages: ['./folder'] }), './folder');
    assert.equal(
      source({ packages: ['a'], 'build-isolation': false }),
      'packages that are built with what the environment has',
    );
    assert.equal(git.source({ url: 'https://name:secret@host/p.git', commit: '', to: '' }), 'https://host/p.git');
    const files = { '/root/_env/bin/python': '', '/root/_env/pyvenv.cfg': 'version = 3.11.9\n' };
    const context = { ...scriptedContext({ files, command: () => ({}) }), builtOnly: true as const };
    await pip.run({ python: '_env/bin/python', packages: ['a==1'] }, context);
    assert.deepEqual(context.calls[0]?.argv.slice(7), ['--only-binary', ':all:', '--', 'a==1']);
  });
});
