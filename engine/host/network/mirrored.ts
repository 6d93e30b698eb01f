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
  const longestFirst = rules
    .map(({ from, to }) => ({ from: withUsualHost(from), to }))
    .sort((a, b) => b.from.length - a.from.length);
  const rewrite = (asked: string): string | undefined => {
    const url = withUsualHost(asked);
    const rule = longestFirst.find(({ from }) => begins(url, from));
    return rule && join(rule.to, url.slice(withoutSlash(rule.from).length));
  };
  return url => rewrite(url) ?? behindPrefix(url, rewrite) ?? url;
}

/** The same for where a redirect leads; what lies at a mirror already stays there, also where one FROM is above its own TO. */
export function createRedirected(rules: readonly MirrorRule[]): (url: string) => string {
  const mirrored = createMirrored(rules);
  const mirrors = rules.map(({ to }) => withUsualHost(to));
  return url => (mirrors.some(to => begins(withUsualHost(url), to)) ? url : mirrored(url));
}

/** As each host has one name and one port: in small letters, and without the port that goes without saying. */
function withUsualHost(url: string): string {
  const [, scheme = '', login = '', host = '', rest = ''] =
    /^(https?:\/\/)([^/?#]*@)?([^/?#@]*)(.*)$/is.exec(url) ?? [];
  if (host === '') return url;
  const usual = /^https/i.test(scheme) ? /:(443)?$/ : /:(80)?$/;
  return scheme.toLowerCase() + login + host.toLowerCase().replace(usual, '') + rest;
}

function begins(url: string, from: string): boolean {
  const bare = withoutSlash(from);
  return url.startsWith(bare) && /^([/?#@]|$)/.test(url.slice(bare.length));
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
