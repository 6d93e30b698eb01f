import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { git } from '../engine/actions/git.js';
import { failureClass } from '../engine/model/failure.js';
import { freshFolder, realContext, type RealContext } from './support/real-context.js';
import { failed, scriptedContext } from './support/scripted-context.js';

const URL = 'https://host/project.git';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const hasGit = spawnSync('git', ['--version']).status === 0;
const skip = hasGit ? false : 'this machine has no git on its PATH';

describe('one commit of a real repository', { skip }, () => {
  test('is checked out, found done, and replaced by the next one', async t => {
    const { context, commits } = repository(t);
    const params = { url: URL, commit: commits.first, to: 'src/project' };
    const made = await git.run(params, context);
    assert.ok(made.ok, JSON.stringify(made));
    const folder = join(context.root, 'src', 'project');
    assert.deepEqual(made.value, { outputs: { path: folder }, files: [folder] });
    assert.equal(readFileSync(join(folder, 'file.txt'), 'utf8'), 'first\n');
    assert.equal(await git.isDone(params, made.value, context), true);

    const next = { ...params, commit: commits.second };
    assert.equal(await git.isDone(next, made.value, context), false);
    assert.ok((await git.run(next, context)).ok);
    assert.equal(readFileSync(join(folder, 'file.txt'), 'utf8'), 'second\n');
    assert.deepEqual(await context.files.list(join(context.root, 'src')), ['project'], 'nothing is left beside it');
  });

  test('that is not there is absent, and what stood stays', async t => {
    const { context, commits } = repository(t);
    const params = { url: URL, commit: commits.first, to: 'project' };
    assert.ok((await git.run(params, context)).ok);
    const result = await git.run({ ...params, commit: COMMIT }, context);
    assert.equal(!result.ok && failureClass(result.error), 'absent');
    assert.equal(readFileSync(join(context.root, 'project', 'file.txt'), 'utf8'), 'first\n');
  });

  test('of a repository that is not there is absent', async t => {
    const { context } = repository(t, { name: 'elsewhere.git' });
    const result = await git.run({ url: URL, commit: COMMIT, to: 'project' }, context);
    assert.equal(!result.ok && failureClass(result.error), 'absent');
  });

  test('of a server that nobody answers at is out of reach', async t => {
    const context = realContext(t, { mirrored: () => 'http://127.0.0.1:9/project.git' });
    const result = await git.run({ url: URL, commit: COMMIT, to: 'project' }, context);
    assert.equal(!result.ok && failureClass(result.error), 'unreachable');
  });

  test('runs no hook, even one that the user has for every repository', async t => {
    const home = freshFolder(t);
    const hook = join(home, 'hooks', 'post-checkout');
    mkdirSync(join(home, 'hooks'));
    writeFileSync(hook, `#!/bin/sh\ntouch '${join(home, 'the hook ran')}'\n`);
    chmodSync(hook, 0o755);
    const settings = `[core]\n\thooksPath = ${join(home, 'hooks')}\n\tautocrlf = true\n`;
    writeFileSync(join(home, '.gitconfig'), settings);
    const { context, commits } = repository(t, { env: { HOME: home, XDG_CONFIG_HOME: home } });
    assert.ok((await git.run({ url: URL, commit: commits.first, to: 'project' }, context)).ok);
    assert.equal(existsSync(join(home, 'the hook ran')), false);
    assert.equal(readFileSync(join(context.root, 'project', 'file.txt'), 'utf8'), 'first\n', 'as it was committed');
  });
});

describe('a checkout', () => {
  const params = { url: URL, commit: COMMIT, to: 'project' };

  test('does not take the place of files that are not ours', async () => {
    const files = { '/root/project/thesis.txt': 'all of it' };
    const context = scriptedContext({ files, programs: { git: '/usr/bin/git' } });
    const result = await git.run(params, context);
    assert.equal(!result.ok && result.error.kind === 'policy' && result.error.rule, 'what is not ours stays');
    assert.deepEqual(context.memory.all(), files);
  });

  test('needs git, and says so', async () => {
    const result = await git.run(params, scriptedContext());
    assert.deepEqual(!result.ok && result.error, {
      kind: 'not-found',
      what: 'git',
      looked: ['PATH: no git is on it'],
    });
  });

  test('is of a whole commit, over https, inside the root', async () => {
    const context = scriptedContext({ programs: { git: '/usr/bin/git' }, command: () => failed() });
    for (const wrong of [
      { commit: 'main' },
      { url: 'http://host/a.git' },
      { url: 'ext::sh -c true' },
      { url: '--upload-pack=x' },
      { to: '../project' },
      { to: '.' },
    ]) {
      const result = await git.run({ ...params, ...wrong }, context);
      assert.equal(!result.ok && result.error.kind, 'policy', JSON.stringify(wrong));
    }
    assert.deepEqual(context.calls, []);
  });

  test('asks no one for a password, and lets no other protocol in', async () => {
    const context = scriptedContext({ programs: { git: '/usr/bin/git' }, command: () => failed('stop here') });
    await git.run(params, context);
    const [call] = context.calls;
    assert.deepEqual(call?.options, {
      cwd: '/root/.state/staging/checkout-a-step',
      env: { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '' },
    });
    assert.ok(call.argv.includes('protocol.allow=never') && call.argv.includes('protocol.https.allow=always'));
  });
});

/** A repository of two commits, and a context whose mirror has it in place of the address. */
function repository(
  t: TestContext,
  { name = 'project.git', env = {} }: { readonly name?: string; readonly env?: Readonly<Record<string, string>> } = {},
): { readonly context: RealContext; readonly commits: { readonly first: string; readonly second: string } } {
  const folder = join(freshFolder(t), 'project.git');
  mkdirSync(folder);
  const run = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@host', ...args], {
      encoding: 'utf8',
    }).trim();
  run('init', '--quiet');
  const commit = (text: string) => {
    writeFileSync(join(folder, 'file.txt'), text);
    run('add', '--all');
    run('commit', '--quiet', '--message', text);
    return run('rev-parse', 'HEAD');
  };
  const commits = { first: commit('first\n'), second: commit('second\n') };
  const address = pathToFileURL(join(folder, '..', name)).href;
  return { context: realContext(t, { mirrored: () => address, env }), commits };
}
