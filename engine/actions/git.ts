import { redacted } from '../base/redacted.js';
import { err, ok, type Result } from '../base/result.js';
import { defineAction, type ActionContext, type LookContext } from '../model/action.js';
import type { Failure } from '../model/failure.js';
import { fromRoot, insideRoot } from './inside-root.js';
import { buildFolder, folderState, foreignFolder } from './owned-folder.js';
import { readToolFailure } from './read-tool-failure.js';

/** Checks out one commit. */
export const git = defineAction({
  kind: 'git',
  summary: 'check out one commit of a repository',
  params: {
    type: 'object',
    description: 'The repository, the commit, and where to.',
    properties: {
      url: {
        type: 'string',
        minLength: 1,
        pattern: '^(https://|\\$\\{)',
        title: 'an https address',
        description: 'Address of the repository, https.',
        examples: ['https://host/project.git'],
      },
      commit: {
        type: 'string',
        pattern: '^([0-9a-f]{40}$|.*\\$\\{)',
        title: 'a commit with all its 40 digits',
        description: 'The commit, all 40 digits: a branch or a tag could move.',
        examples: ['0123456789abcdef0123456789abcdef01234567'],
      },
      to: {
        type: 'string',
        minLength: 1,
        description: 'Folder for it; relative to the install root, never outside it.',
        examples: ['src/project'],
      },
    },
    required: ['url', 'commit', 'to'],
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { url: 'https://host/project.git', commit: '0123456789abcdef0123456789abcdef01234567', to: 'src/project' },
      { url: 'https://host/project.git', commit: '${project-commit}', to: 'src/project' },
    ],
    rejects: [
      { params: { url: 'https://host/a.git', commit: 'main', to: 'a' }, because: 'a branch moves' },
      { params: { url: 'https://host/a.git', commit: '0123abc', to: 'a' }, because: 'a short hash is a guess' },
      {
        params: { url: 'git@host:a.git', commit: '0123456789abcdef0123456789abcdef01234567', to: 'a' },
        because: 'only https needs no key of the user',
      },
    ],
  },
  outputs: { path: 'the folder with the files of the commit' },
  describe: ({ url, commit, to }) =>
    `check out ${/^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 12) : commit} of ${url} into ${to}`,
  locks: ({ to }) => [to],
  source: ({ url }) => redacted(url),
  changes: () => [],

  async isDone({ to, commit }, _made, context) {
    return (await headOf(fromRoot(to, context), context)) === commit;
  },

  async run({ url, commit, to }, context) {
    if (!/^[0-9a-f]{40}$/.test(commit)) {
      return err({ kind: 'policy', rule: 'a commit is named by all its 40 digits', detail: commit });
    }
    const folder = await insideRoot(to, context);
    if (!folder.ok) return folder;
    const source = sourceOf(url, context);
    if (!source.ok) return source;
    const state = await folderState(folder.value, context);
    if (!state.ok) return state;
    if (state.value.kind === 'occupied' && state.value.owner === undefined) {
      return err(foreignFolder(folder.value, 'a checkout of ours'));
    }
    const program = await context.probes.which('git');
    if (program === undefined) return err({ kind: 'not-found', what: 'git', looked: ['PATH: no git is on it'] });
    // swept with all that is staged, should the run go back to where this step is done
    const aside = context.paths.join(context.stateFolder, 'staging', `checkout-${context.step}`);
    const fetched = await checkOut({ program, source: source.value, commit, aside }, context);
    if (!fetched.ok) return fetched;
    const placed = await buildFolder(folder.value, context, () => context.files.move(aside, folder.value));
    if (!placed.ok) return placed;
    return ok({ outputs: { path: folder.value }, files: [folder.value] });
  },
});

interface Source {
  readonly url: string;
  readonly protocol: string;
}

/** Only https, and whatever a mirror of the user's is reached by. */
function sourceOf(url: string, { network }: ActionContext): Result<Source, Failure> {
  const asked = network.mirrored(url);
  const protocol = /^([a-z]+):\/\//.exec(asked)?.[1] ?? '';
  if (protocol === 'https') return ok({ url: asked, protocol });
  if (asked !== url && ['http', 'file'].includes(protocol)) return ok({ url: asked, protocol });
  return err({ kind: 'policy', rule: 'repositories are asked over https', detail: redacted(url) });
}

interface Checkout {
  readonly program: string;
  readonly source: Source;
  readonly commit: string;
  /** Made afresh; moved into place only when all of it stands. */
  readonly aside: string;
}

async function checkOut(checkout: Checkout, context: ActionContext): Promise<Result<undefined, Failure>> {
  const { source, commit, aside } = checkout;
  const cleared = await context.files.remove(aside);
  if (!cleared.ok) return cleared;
  const made = await context.files.makeFolder(aside);
  if (!made.ok) return made;
  const commands: readonly (readonly string[])[] = [
    // no template: the host's could bring hooks
    ['init', '--quiet', '--template='],
    ['fetch', '--depth', '1', '--no-tags', '--no-recurse-submodules', '--', source.url, commit],
    ['checkout', '--quiet', '--force', '--detach', '--no-recurse-submodules', 'FETCH_HEAD', '--'],
  ];
  for (const command of commands) {
    const finished = await context.command([checkout.program, ...settings(checkout), ...command], {
      cwd: aside,
      env: { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '' },
    });
    if (!finished.ok) return err(readToolFailure(finished.error));
  }
  const head = await headOf(aside, context);
  if (head === commit) return ok();
  return err({ kind: 'check', check: 'the commit', expected: commit, got: head ?? 'nothing', lastLines: [] });
}

/** What a repository or the host's settings must not change: no hook runs, no other protocol, the files as committed. */
function settings({ source, aside }: Checkout): readonly string[] {
  const values = [
    `core.hooksPath=${aside}.no-hooks`,
    'core.fsmonitor=false',
    'core.autocrlf=false',
    'core.longpaths=true',
    'submodule.recurse=false',
    'credential.interactive=false',
    'protocol.allow=never',
    `protocol.${source.protocol}.allow=always`,
  ];
  return values.flatMap(value => ['-c', value]);
}

async function headOf(folder: string, { files, paths }: LookContext): Promise<string | undefined> {
  const head = await files.readText(paths.join(folder, '.git', 'HEAD'));
  return head.ok ? head.value.trim() : undefined;
}
