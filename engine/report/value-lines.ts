import { isDeferred, writtenValue, type Value } from '../model/value.js';

type Text = (text: string) => string;

/**
 * A value of a plan in the look of YAML, a thing a line, so that one added package is one added line. `text` makes
 * what stands on a line fit to be printed.
 */
export function valueLines(value: Value, text: Text): readonly string[] {
  if (!isContainer(value)) return plainLines(value, text);
  const entries = Object.entries(value);
  if (entries.length === 0) return [JSON.stringify(value)];
  if (Array.isArray(value)) return entries.flatMap(([, item]) => hung(valueLines(item, text)));
  return entries.flatMap(([key, item]) => entryLines(text(key), item, text));
}

function isContainer(value: Value): value is readonly Value[] | { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !isDeferred(value);
}

function plainLines(value: Value, text: Text): readonly string[] {
  const written = writtenValue(value);
  if (typeof written !== 'string') return [JSON.stringify(written)];
  const lines = written.replace(/\n$/, '').split('\n');
  if (written.includes('\n')) return lines.map(line => `| ${text(line)}`.trimEnd());
  const hasUnseenEdge = written.trim() !== written || written === '';
  return [text(hasUnseenEdge ? JSON.stringify(written) : written)];
}

function entryLines(key: string, item: Value, text: Text): readonly string[] {
  const lines = valueLines(item, text);
  const [first = ''] = lines;
  const fitsBeside = lines.length === 1 && !(isContainer(item) && Object.keys(item).length > 0);
  return fitsBeside ? [`${key}: ${first}`] : [`${key}:`, ...lines.map(line => `  ${line}`)];
}

function hung(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}
