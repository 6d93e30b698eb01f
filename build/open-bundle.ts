import type * as fs from 'node:fs';
import type * as vm from 'node:vm';
import type * as zlib from 'node:zlib';

/** Where each part of the bundle begins after the mark, how long it is, and whether it is compressed, in base64. */
export type PartIndex = Readonly<Record<string, readonly [start: number, length: number, isPacked?: 1]>>;

/** What the code in a bundle sees of it, as `__bundle`. */
export interface Bundle {
  readonly file: string;
  readonly id: string;
  /** Where values may be kept for later runs. */
  readonly kept?: { readonly folder: string; readonly writes: boolean };
  readonly names: readonly string[];
  readonly part: (name: string) => string | undefined;
  readonly bytes: (name: string) => Buffer | undefined;
  /** Runs a part as a CommonJS module, once, and gives what it exports. */
  readonly run: (name: string) => unknown;
  /** What the JavaScript engine has made of the parts that were run, to begin with the next time. */
  readonly compiled: () => Readonly<Record<string, Buffer>>;
}

export interface OpenOptions {
  readonly index: PartIndex;
  readonly id?: string;
  readonly kept?: NonNullable<Bundle['kept']>;
  /** What the JavaScript engine has made of the parts, as an earlier run has kept it. */
  readonly compiled?: Readonly<Record<string, Buffer>>;
}

/**
 * Opens the bundle that this very code stands in. Its text is copied into each thread that a bundle starts: so it stands alone,
 * and uses nothing but its arguments.
 */
export function openBundle(
  require: NodeJS.Require,
  file: string,
  { index, id = '', kept, compiled = {} }: OpenOptions,
): Bundle {
  let descriptor: number | undefined;
  let first = 0;
  const HEAD = 2 ** 16;
  const ran = new Map<string, { readonly script: vm.Script; readonly module: { exports: unknown } }>();
  const writtenOf = (name: string): string | undefined => {
    const place = Object.hasOwn(index, name) ? index[name] : undefined;
    if (place === undefined) return undefined;
    if (descriptor === undefined) {
      // stays open: whatever comes into the place of the file meanwhile, this is the program that runs
      descriptor = (require('node:fs') as typeof fs).openSync(file, 'r');
      // not as one text, which would be found here
      first = readAt(0, HEAD).indexOf(['', '/*PARTS', ''].join('\n')) + 9;
    }
    return readAt(first + place[0], place[1]);
  };
  const readAt = (position: number, length: number): string => {
    const into = Buffer.allocUnsafe(length);
    let read = 0;
    for (let more = -1; more !== 0 && read < length; read += more) {
      more = (require('node:fs') as typeof fs).readSync(descriptor ?? -1, into, read, length - read, position + read);
    }
    return into.toString('latin1', 0, read);
  };
  const bytes = (name: string): Buffer | undefined => {
    const written = writtenOf(name);
    if (written === undefined) return undefined;
    // a comment may not hold its own end
    if (index[name]?.[2] !== 1) return Buffer.from(written.replaceAll('*\x01/', '*/'));
    return (require('node:zlib') as typeof zlib).gunzipSync(Buffer.from(written, 'base64'));
  };
  const textOf = (name: string): string | undefined =>
    index[name]?.[2] === 1 ? bytes(name)?.toString('utf8') : writtenOf(name)?.replaceAll('*\x01/', '*/');
  const load = (name: string) => {
    const { Script } = require('node:vm') as typeof vm;
    const code = `(function (require, module, exports, __bundle) {${textOf(name)}\n})`;
    const cachedData = compiled[name];
    const script = new Script(code, { filename: `${file}#${name}`, ...(cachedData !== undefined && { cachedData }) });
    const loaded = { script, module: { exports: {} as unknown } };
    ran.set(name, loaded);
    const run = script.runInThisContext() as (...args: unknown[]) => void;
    run(require, loaded.module, loaded.module.exports, bundle);
    return loaded;
  };
  const bundle: Bundle = {
    file,
    id,
    ...(kept !== undefined && { kept }),
    names: Object.keys(index),
    part: name => {
      const text = textOf(name);
      if (text === undefined || !name.startsWith('threads/')) return text;
      const args = `require, ${JSON.stringify(file)}, { index: ${JSON.stringify(index)} }`;
      return `const __bundle = (${openBundle.toString()})(${args});\n${text}`;
    },
    bytes,
    run: name => (ran.get(name) ?? load(name)).module.exports,
    compiled: () => Object.fromEntries([...ran].map(([name, { script }]) => [name, script.createCachedData()])),
  };
  return bundle;
}
