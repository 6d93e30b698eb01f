/** A URL as it may be shown: without user name and password, and without the values of secrets in its query. */
export function redacted(url: string): string {
  return url
    .replace(/^((?:[a-z][a-z0-9+.-]*:)?\/\/)[^/?#]*@/i, '$1')
    .replace(/([?&][^=&#]*(?:token|secret|password|signature|credential|api-?key)[^=&#]*=)[^&#]*/gi, '$1***');
}
