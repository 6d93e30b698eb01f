import type { Diagnostic } from '../base/diagnostic.js';
import { redacted } from '../base/redacted.js';
import { err, ok, type Result } from '../base/result.js';
import type { Span } from '../base/span.js';
import { NO_NEEDS, NO_SOURCES, placeOf, type NamedText, type Needs, type PipNeed, type PipSources } from './needs.js';
import { pipNeed } from './pip-need.js';

/** The text of a file that another one names. */
export type Include = (name: string, from: string) => Promise<NamedText | undefined>;

/** Requirements as pip reads them from a file: with `-r` and `-c`, indexes, hashes, markers and continued lines. */
export async function readRequirements(
  entry: NamedText,
  include: Include,
): Promise<Result<Needs, readonly Diagnostic[]>> {
  const reader = new Reader(include);
  await reader.read(entry, 'requirements');
  const { found, needs, remarks } = reader;
  return found.length > 0 ? err(found) : ok({ ...NO_NEEDS, pip: needs, sources: reader.sources, remarks });
}

type Role = 'requirements' | 'constraints';

/** Reads on after a fault, so that all of them are found. */
class Reader {
  readonly found: Diagnostic[] = [];
  readonly needs: PipNeed[] = [];
  readonly remarks: string[] = [];
  sources: PipSources = NO_SOURCES;
  readonly #open = new Set<string>();

  constructor(readonly include: Include) {}

  async read({ file, text }: NamedText, role: Role): Promise<void> {
    this.#open.add(file);
    for (const line of logicalLines(file, text)) await this.#line(line, role);
    this.#open.delete(file);
  }

  async #line({ text, span }: Line, role: Role): Promise<void> {
    const unset = /\$\{\w+\}/.exec(text)?.[0];
    if (unset !== undefined) {
      return this.#say(
        span,
        `${unset} is a variable of the environment`,
        'write its value: a manifest has no variables of the host',
      );
    }
    const option = /^(--?[A-Za-z][\w-]*)(?:\s*=\s*|\s+|(?<=^-[A-Za-z])(?=\S)|$)(.*)$/.exec(text);
    if (option !== null) return this.#option({ name: option[1] ?? '', value: unquoted(option[2] ?? ''), span }, role);
    if (isLocal(text)) return this.#leave(span, `${text}: it is a path of the node's own folder`);
    const need = pipNeed(text);
    if (!need.ok)
      return this.#say(span, `\`${text}\` is no requirement`, 'such as name==1.2, name>=1,<2 or name @ https://...');
    if (role === 'requirements') {
      this.needs.push(need.value);
      const address = movingAddress(need.value.text);
      if (address !== undefined)
        this.remarks.push(`${placeOf(span)}: its version is not fixed: ${address} ${NO_COMMIT}`);
    } else this.#source('constraints', need.value.text);
  }

  async #option({ name, value, span }: Option, role: Role): Promise<void> {
    const known = OPTIONS[name];
    if (known === undefined) return this.#say(span, `pip has no option ${name} in such a file`, undefined);
    if (known.value && value === '') return this.#say(span, `${name} says nothing`, undefined);
    switch (known.means) {
      case 'requirements':
      case 'constraints':
        return this.#nested(value, { span, role: known.means === 'constraints' ? 'constraints' : role });
      case 'editable':
        return this.#line({ text: value, span }, role);
      case 'index-url':
        this.sources = { ...this.sources, 'index-url': value };
        return;
      case 'extra-index-urls':
      case 'find-links':
        return this.#source(known.means, value);
      case 'require-hashes':
      case 'pre':
        this.sources = { ...this.sources, [known.means]: true };
        return;
      case 'left':
        return this.#leave(span, `${name}${value === '' ? '' : ` ${value}`}: a manifest says this in another way`);
    }
  }

  async #nested(name: string, { span, role }: { readonly span: Span; readonly role: Role }): Promise<void> {
    const text = await this.include(name, span.file);
    if (text === undefined)
      return this.#say(span, `there is no file ${name}`, 'it is looked for beside the file that names it');
    if (this.#open.has(text.file)) return this.#say(span, `${text.file} names itself in a circle`, undefined);
    await this.read(text, role);
  }

  #source(list: 'constraints' | 'extra-index-urls' | 'find-links', value: string): void {
    this.sources = { ...this.sources, [list]: [...new Set([...this.sources[list], value])] };
  }

  #leave(span: Span, why: string): void {
    this.remarks.push(`${placeOf(span)}: not taken over: ${why}`);
  }

  #say(span: Span, message: string, help: string | undefined): void {
    this.found.push({ code: 'requirements', severity: 'error', message, span, ...(help !== undefined && { help }) });
  }
}

const NO_COMMIT = 'names no commit: put @ and the 40 digits of one behind the address';

/** Of git, where what stands behind the `@` is no commit: a branch goes on, and a tag can be moved. */
function movingAddress(text: string): string | undefined {
  const [address] = /git\+[^\s;#]+/.exec(text) ?? [];
  return address === undefined || /@[0-9a-f]{7,40}$/.test(address) ? undefined : redacted(address);
}

interface Option {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

type Means = Role | 'editable' | 'index-url' | 'extra-index-urls' | 'find-links' | 'require-hashes' | 'pre' | 'left';

const OPTIONS: Readonly<Record<string, { readonly means: Means; readonly value: boolean }>> = Object.fromEntries(
  (
    [
      ['requirements', true, ['-r', '--requirement']],
      ['constraints', true, ['-c', '--constraint']],
      ['editable', true, ['-e', '--editable']],
      ['index-url', true, ['-i', '--index-url']],
      ['extra-index-urls', true, ['--extra-index-url']],
      ['find-links', true, ['-f', '--find-links']],
      ['require-hashes', false, ['--require-hashes']],
      ['pre', false, ['--pre']],
      [
        'left',
        true,
        ['--no-binary', '--only-binary', '--trusted-host', '--use-feature', '--global-option', '--config-settings'],
      ],
      ['left', false, ['--no-index', '--prefer-binary']],
    ] as const
  ).flatMap(([means, value, names]) => names.map(name => [name, { means, value }])),
);

interface Line {
  readonly text: string;
  readonly span: Span;
}

/** Lines without comments, what is continued put together, each with the place where it begins. */
function logicalLines(file: string, raw: string): readonly Line[] {
  const lines: Line[] = [];
  let offset = 0;
  let begun: { text: string; span: Span } | undefined;
  raw.split('\n').forEach((whole, index) => {
    const line = whole.replace(/\r$/, '');
    const bare = line.replace(/(^|\s)#.*$/, '');
    const continues = bare.endsWith('\\');
    const part = continues ? bare.slice(0, -1) : bare;
    const trimmed = part.trim();
    const column = part.length - part.trimStart().length;
    const at = (delta: number) => ({ line: index + 1, column: column + delta + 1, offset: offset + column + delta });
    begun ??= trimmed === '' ? undefined : { text: '', span: { file, start: at(0), end: at(trimmed.length) } };
    if (begun !== undefined) begun.text = `${begun.text} ${trimmed}`.trim();
    if (!continues && begun !== undefined) {
      lines.push(begun);
      begun = undefined;
    }
    offset += whole.length + 1;
  });
  return begun === undefined ? lines : [...lines, begun];
}

function unquoted(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/, '$2');
}

function isLocal(text: string): boolean {
  return (
    /^(\.|\/|~|[A-Za-z]:\\|file:)/.test(text) ||
    (/[/\\]/.test(text) && !/:\/\//.test(text) && !/[;@]/.test(text)) ||
    /^[^\s:;]+\.(whl|zip|tar\.gz)$/.test(text)
  );
}
