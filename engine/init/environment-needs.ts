import { inFileOrder, type Diagnostic } from '../base/diagnostic.js';
import { err, ok, type Result } from '../base/result.js';
import type { Span } from '../base/span.js';
import { entryOf, type MapTree, type Tree } from '../model/tree.js';
import { condaNeed, pythonIn } from './conda-need.js';
import { NO_NEEDS, placeOf, type CondaNeed, type NamedText, type Needs } from './needs.js';
import { readRequirements, type Include } from './read-requirements.js';

/** What a conda `environment.yml` asks for, its `pip:` list too. */
export async function environmentNeeds(tree: MapTree, include: Include): Promise<Result<Needs, readonly Diagnostic[]>> {
  const found: Diagnostic[] = [];
  const remarks: string[] = [];
  const conda: CondaNeed[] = [];
  let python: string | undefined;
  const pipLines: { readonly text: string; readonly span: Span }[] = [];
  for (const item of listAt(tree, 'dependencies', found)) {
    if (item.kind === 'map') {
      pipLines.push(...pipList(item, found));
      continue;
    }
    const need = item.kind === 'scalar' ? condaNeed(String(item.value)) : undefined;
    if (need === undefined) found.push(wrong(item.span, 'this is no package', 'such as name=1.2'));
    else if (need.name === 'python') python = pythonIn(need.text);
    else if (need.name !== 'pip') conda.push(need);
  }
  const pip = await pipNeeds(pipLines, include);
  if (!pip.ok) found.push(...pip.error);
  const { channels, remarks: left } = channelsOf(textsOf(listAt(tree, 'channels', found)));
  for (const { key } of tree.entries) {
    if (!['name', 'channels', 'dependencies', 'prefix'].includes(key.value))
      remarks.push(`${placeOf(key.span)}: not taken over: ${key.value}`);
  }
  if (found.length > 0 || !pip.ok) return err(inFileOrder(found, []));
  const name = entryOf(tree, 'name')?.value;
  return ok({
    ...NO_NEEDS,
    ...pip.value,
    conda,
    channels,
    remarks: [...remarks, ...left, ...pip.value.remarks],
    ...(python !== undefined && { python }),
    ...(name?.kind === 'scalar' && typeof name.value === 'string' && { name: name.value }),
  });
}

/** Channels that a manifest can name; the built-in ones of a company's tool are not asked by anybody here. */
export function channelsOf(names: readonly string[]): {
  readonly channels: readonly string[];
  readonly remarks: readonly string[];
} {
  const meant = names.filter(name => name !== 'nodefaults');
  const channels = meant.filter(name => name !== 'defaults');
  const remarks =
    channels.length === meant.length ? [] : ['not taken over: the channel defaults; a manifest names its channels'];
  return { channels, remarks };
}

/** Each keeps its place in the environment file. */
async function pipNeeds(
  lines: readonly { readonly text: string; readonly span: Span }[],
  include: Include,
): Promise<Result<Needs, readonly Diagnostic[]>> {
  const file = lines[0]?.span.file ?? '';
  const asText: NamedText = { file, text: lines.map(({ text }) => text.replace(/\n/g, ' ')).join('\n') };
  const read = await readRequirements(asText, include);
  const placed = (span: Span): Span => (span.file === file ? (lines[span.start.line - 1]?.span ?? span) : span);
  if (!read.ok) return err(read.error.map(diagnostic => ({ ...diagnostic, span: placed(diagnostic.span) })));
  const remarks = read.value.remarks.map(remark =>
    remark.replace(/^(.*?):(\d+):/, (all, of: string, line: string) => {
      const span = of === file ? lines[Number(line) - 1]?.span : undefined;
      return span === undefined ? all : `${placeOf(span)}:`;
    }),
  );
  return ok({ ...read.value, remarks });
}

function pipList(item: MapTree, found: Diagnostic[]): readonly { readonly text: string; readonly span: Span }[] {
  const pip = entryOf(item, 'pip')?.value;
  if (pip?.kind !== 'list') {
    found.push(wrong(item.span, 'this is no package', 'write it as name=1.2, or as a list under pip:'));
    return [];
  }
  return pip.items.flatMap(each => (each.kind === 'scalar' ? [{ text: String(each.value), span: each.span }] : []));
}

function listAt(tree: MapTree, key: string, found: Diagnostic[]): readonly Tree[] {
  const value = entryOf(tree, key)?.value;
  if (value === undefined) return [];
  if (value.kind === 'list') return value.items;
  found.push(wrong(value.span, `\`${key}\` must be a list`, undefined));
  return [];
}

function textsOf(items: readonly Tree[]): readonly string[] {
  return items.flatMap(item => (item.kind === 'scalar' ? [String(item.value)] : []));
}

function wrong(span: Span, message: string, help: string | undefined): Diagnostic {
  return { code: 'environment', severity: 'error', message, span, ...(help !== undefined && { help }) };
}
