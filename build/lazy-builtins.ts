/** Modules of Node that take time to load and that most commands do not use; the others are loaded before any program starts. */
const SLOW =
  /^node:(child_process|crypto|http|https|net|readline\/promises|stream|stream\/promises|timers\/promises|tls|v8|worker_threads|zlib)$/;

/** The same code, as esbuild writes CommonJS, with these modules loaded when something of them is used. */
export function withLazyBuiltins(code: string): string {
  const lazy = code.replaceAll(
    /\b(import_\w+|childProcess)=(?:__toESM\()?require\("(node:[\w/]+)"\)(?:,1\))?/g,
    (loading: string, name: string, id: string) => {
      const uses = [...code.matchAll(new RegExp(`(?<![\\w.$])${name}(?:\\.(\\w+)|(?![\\w$]))`, 'g'))];
      const members = new Set(uses.flatMap(([, member]) => member ?? []));
      // where it is declared, and where it is loaded
      const others = uses.filter(([, member]) => member === undefined).length;
      if (!SLOW.test(id) || others > 2) return loading;
      return `${name}=__lazily("${id}",${JSON.stringify([...members])})`;
    },
  );
  return `"use strict";${LAZILY}\n${lazy}`;
}

const LAZILY = `const __lazily = (id, names) => {
  const all = {};
  for (const name of names) Object.defineProperty(all, name, { configurable: true, get: () => {
    const value = name === 'default' ? require(id) : require(id)[name];
    Object.defineProperty(all, name, { value });
    return value;
  } });
  return all;
};`;
