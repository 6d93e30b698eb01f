/** `--mirror FROM=TO`: what begins with FROM is asked at TO. */
export interface MirrorRule {
  readonly from: string;
  readonly to: string;
}

/**
 * Where a URL is really asked. The longest fitting FROM wins, and fits only at the end of a path segment,
 * so that a rule for one host says nothing of a longer name. `git+https://...` is rewritten behind its `git+`.
 */
export function createMirrored(rules: readonly MirrorRule[]): (url: string) => string {
  const longestFirst = [...rules].sort((a, b) => b.from.length - a.from.length);
  const rewrite = (url: string): string | undefined => {
    const rule = longestFirst.find(({ from }) => begins(url, from));
    return rule && join(rule.to, url.slice(withoutSlash(rule.from).length));
  };
  return url => rewrite(url) ?? behindPrefix(url, rewrite) ?? url;
}

function begins(url: string, from: string): boolean {
  const bare = withoutSlash(from);
  return bare !== '' && url.startsWith(bare) && /^([/?#@]|$)/.test(url.slice(bare.length));
}

function join(to: string, rest: string): string {
  return rest.startsWith('/') ? withoutSlash(to) + rest : to + rest;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function behindPrefix(url: string, rewrite: (url: string) => string | undefined): string | undefined {
  const [, prefix, rest] = /^([a-z]+\+)(https?:.*)$/s.exec(url) ?? [];
  if (prefix === undefined || rest === undefined) return undefined;
  const changed = rewrite(rest);
  return changed === undefined ? undefined : prefix + changed;
}
