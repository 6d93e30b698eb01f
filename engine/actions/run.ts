import { ok } from '../base/result.js';
import { defineAction } from '../model/action.js';
import { fromRoot, insideRoot } from './inside-root.js';

/** Runs one program. */
export const run = defineAction({
  kind: 'run',
  summary: 'run a program, without a shell',
  params: {
    type: 'object',
    description: 'The program, its arguments, and what is there once it has run.',
    properties: {
      argv: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', description: 'The program, or one argument.', examples: ['--version'] },
        description:
          'The program and its arguments, one item each; there is no shell, so nothing is split or expanded.',
        examples: [['${steps.env.python}', '-m', 'compileall', '-q', 'src']],
      },
      cwd: {
        type: 'string',
        minLength: 1,
        description: 'Folder to run it in; relative to the install root, which it is when left out.',
        examples: ['src'],
      },
      creates: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          minLength: 1,
          description: 'A file or folder below the install root.',
          examples: ['build/out.bin'],
        },
        description:
          'What stands once it has run. Without it the step counts as done until something that it needs is made again.',
        examples: [['build/out.bin']],
      },
    },
    required: ['argv'],
    additionalProperties: false,
  },
  examples: {
    accepts: [
      { argv: ['${steps.env.python}', '-m', 'compileall', '-q', 'src'] },
      { argv: ['make', 'all'], cwd: 'src', creates: ['src/out.bin'] },
    ],
    rejects: [
      { params: { argv: 'make all' }, because: 'a command is a list, as there is no shell to split it' },
      { params: { argv: [] }, because: 'a command has a program' },
      { params: { argv: ['make'], shell: true }, because: 'there is no shell' },
    ],
  },
  outputs: { output: 'the first line that it printed' },
  describe: ({ argv, cwd }) => `run ${shortened(argv.join(' '))}${cwd === undefined ? '' : ` in ${cwd}`}`,
  locks: ({ creates = [] }) => [...creates],
  // a program of an environment may well work on it
  changes: ({ argv: [program = ''], creates = [] }) => [...creates, ...(/[\\/]/.test(program) ? [program] : [])],

  async run({ argv, cwd = '.', creates = [] }, context) {
    const [program = '', ...operands] = argv;
    if (program.startsWith('-')) {
      return { ok: false, error: { kind: 'policy', rule: 'a program is a name or a path', detail: program } };
    }
    const folder = await insideRoot(cwd, context, { orRoot: true });
    if (!folder.ok) return folder;
    const files: string[] = [];
    for (const path of creates) {
      const inside = await insideRoot(path, context);
      if (!inside.ok) return inside;
      files.push(inside.value);
    }
    const finished = await context.command([fromFolders(program, context), ...operands], { cwd: folder.value });
    if (!finished.ok) return finished;
    return ok({
      outputs: { output: firstLine(finished.value.stdout) },
      files,
      ...(files.length === 0 && { unseen: true }),
    });
  },
});

/** A program written as a path is taken from the install root like every path; a bare name is looked up. */
function fromFolders(program: string, context: Parameters<typeof fromRoot>[1]): string {
  return /[\\/]/.test(program) ? fromRoot(program, context) : program;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 97)}...`;
}
