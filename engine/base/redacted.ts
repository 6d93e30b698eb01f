/**
 * Text as it may be shown: what stands in it of addresses has no user name, no password, no token in its path, and no
 * values of secrets in its query. Every part of a pattern ends at what begins the next, so that long lines cost little.
 */
export function redacted(text: string): string {
  if (!text.includes('//')) return text;
  return text
    .replace(/(:\/\/|^\/\/)[^\s/?#'"<>]*@/g, '$1')
    .replace(/(:\/\/[^\s/?#'"<>]*\/t\/)[^\s/?#'"<>]+(?=\/)/g, '$1***')
    .replace(new RegExp(`${SECRET.source}[^&#\\s'"<>]*`, 'gi'), '$1***');
}

/** The same for the line that an author wrote: each character of a secret is a star, so that what is marked in it stays in its place. */
export function masked(line: string): string {
  if (!line.includes('//')) return line;
  const starred = (_: string, before: string, secret: string) => before + '*'.repeat(secret.length);
  return line
    .replace(/(:\/\/|^\/\/)([^\s/?#'"<>]*(?=@))/g, starred)
    .replace(/(:\/\/[^\s/?#'"<>]*\/t\/)([^\s/?#'"<>]+(?=\/))/g, starred)
    .replace(new RegExp(`${SECRET.source}([^&#\\s'"<>]*)`, 'gi'), starred);
}

/** What a secret's name has in it, and what is one only as a whole word: `sig` signs addresses, a `design` does not. */
const PART = /[^=&?#\s]{0,100}(?:token|secret|passw(?:or)?d|signature|credential|api[-_]?key)[^=&?#\s]{0,100}/;
const WORD = /(?:[^=&?#\s]{0,100}[-_.])?(?:sig|key|jwt|auth|pass|pwd)/;

/** What comes before the value of a secret in a query. */
const SECRET = new RegExp(`([?&](?:${PART.source}|${WORD.source})=)`);
