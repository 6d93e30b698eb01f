/** The first few of a list in a sentence: "a, b, c and 4 more". */
export function listed(items: readonly string[], most = 3): string {
  const shown = items.length <= most + 1 ? items : items.slice(0, most);
  const rest = items.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const [last, ...before] = [...shown].reverse();
  return before.length === 0 ? (last ?? 'nothing') : `${before.reverse().join(', ')} and ${last ?? ''}`;
}
