/** A server that a manifest names, and the first of its addresses, by which it is asked. */
export interface AskedServer {
  readonly origin: string;
  readonly url: string;
  /** Whose addresses are there: artifacts and steps. */
  readonly of: readonly string[];
}

/** The servers behind some texts with addresses in them, each once, in the order in which they are met. */
export function askedServers(
  texts: Iterable<{ readonly of: string; readonly text: string }>,
  mirrored: (url: string) => string,
): readonly AskedServer[] {
  const hosts = new Map<string, { url: string; of: Set<string> }>();
  for (const { of, text } of texts) {
    for (const [written] of text.matchAll(/https?:\/\/[^\s'"<>\\,;]+/g)) {
      const url = mirrored(written);
      if (!/^https?:/.test(url) || !URL.canParse(url)) continue;
      const { origin } = new URL(url);
      const host = hosts.get(origin) ?? { url, of: new Set() };
      hosts.set(origin, { ...host, of: host.of.add(of) });
    }
  }
  return [...hosts].map(([origin, { url, of }]) => ({ origin, url, of: [...of] }));
}
