import type { CondaNeed } from './needs.js';

/** One package as conda writes it: `name`, `name=1.2`, `name >=1,<2`, `channel::name=1.2=build`. Undefined where it is none. */
export function condaNeed(written: string): CondaNeed | undefined {
  const text = written
    .trim()
    .replace(/\s*([=<>!~,|]+)\s*/g, '$1')
    .replace(/\s+/, '=');
  const match = /^(?:[\w./:-]+::)?([A-Za-z0-9_][\w.-]*)((?:==?|[<>!~]=?)[^\s]+)?(\[[^\]]*\])?$/.exec(text);
  const [, name, spec] = match ?? [];
  if (name === undefined) return undefined;
  const version = /^={1,2}([0-9][\w.]*)$/.exec(spec ?? '')?.[1];
  return { text, name: name.toLowerCase(), ...(version !== undefined && { version }) };
}

/** Of `>=3.10,<3.12` or `3.11.*` the Python that a manifest names: two numbers, the first that are there. */
export function pythonIn(spec: string): string | undefined {
  const [, minor] = /(3\.\d+)/.exec(spec) ?? [];
  return minor;
}
