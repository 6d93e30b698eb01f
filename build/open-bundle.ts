import type * as fs from 'node:fs';
import type * as vm from 'node:vm';

/** Where each text of the bundle begins after the mark, how long it is, and whether it is in base64. */
export type PartIndex = Readonly<Record<string, readonly [start: number, length: number, isBase64?: 1]>>;

/** What the code in a bundle sees of it, as `__bundle`. */
export interface Bundle {
  readonly file: string;
  readonly names: readonly string[];
  readonly part: (name: string) => string | undefined;
  /** Runs a part as a CommonJS module, once, and gives what it exports. */
  readonly run: (name: string) => unknown;
}

/**
 * Opens the bundle that this very code stands in. Its text is copied into the bundle, and into each thread that a bundle starts:
 * so it stands alone, and uses nothing but its arguments.
 */
export function openBundle(require: NodeJS.Require, file: string, index: PartIndex): Bundle {
  const { readFileSync } = require('node:fs') as typeof fs;
  const { Script } = require('node:vm') as typeof vm;
  let all: string | undefined;
  let first = 0;
  const ran = new Map<string, { exports: unknown }>();
  const textOf = (name: string): string | undefined => {
    const place = Object.hasOwn(index, name) ? index[name] : undefined;
    if (place === undefined) return undefined;
    if (all === undefined) {
      all = readFileSync(file, 'latin1');
      first = all.indexOf('\n/*PARTS\n') + 9;
    }
    const [start, length, isBase64] = place;
    const text = all.slice(first + start, first + start + length);
    // a comment may not hold its own end
    return isBase64 === 1 ? Buffer.from(text, 'base64').toString('utf8') : text.replaceAll('*\x01/', '*/');
  };
  const bundle: Bundle = {
    file,
    names: Object.keys(index),
    part: name => {
      const text = textOf(name);
      if (text === undefined || !name.startsWith('threads/')) return text;
      const args = `require, ${JSON.stringify(file)}, ${JSON.stringify(index)}`;
      return `const __bundle = (${openBundle.toString()})(${args});\n${text}`;
    },
    run: name => {
      const known = ran.get(name);
      if (known !== undefined) return known.exports;
      const code = `(function (require, module, exports, __bundle) {${textOf(name)}\n})`;
      const script = new Script(code, { filename: `${file}#${name}` });
      const module = { exports: {} };
      ran.set(name, module);
      (script.runInThisContext() as (...args: unknown[]) => void)(require, module, module.exports, bundle);
      return module.exports;
    },
  };
  return bundle;
}
