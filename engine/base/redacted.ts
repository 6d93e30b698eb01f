/**
 * Text as it may be shown: what stands in it of addresses has no user name, no password, no token in its path, and no
 * values of secrets in its query. Every part of a pattern ends at what begins the next, so that long lines cost little.
 */
export function redacted(text: string): string {
  if (!text.includes('//')) return text;
  return text
    .replace(/(:\/\/|^\/\/)[^\s/?#'"<>]*@/g, '$1')
    .replace(/(:\/\/[^\s/?#'"<>]*\/t\/)[^\s/?#'"<>]+(?=\/)/g, '$1***')
    .replace(SECRET, '$1***');
}

const SECRET =
  /([?&][^=&?#\s]{0,100}(?:token|secret|password|signature|credential|api[-_]?key)[^=&?#\s]{0,100}=)[^&#\s'"<>]*/gi;
