/**
 * The newest of the published versions that is newer than the one in force, written as that is: of `12.1` and `12.*`
 * just as many numbers. What is no release (an alpha, a release candidate) counts only where one of those is in force.
 */
export function newestRelease(current: string, published: readonly string[]): string | undefined {
  const mayBePre = partsOf(current)?.pre !== undefined;
  const releases = published.filter(version => {
    const parts = partsOf(version);
    return parts !== undefined && (mayBePre || parts.pre === undefined);
  });
  const newest = [...releases].sort(compareReleases).at(-1);
  if (newest === undefined) return undefined;
  const written = writtenAs(current, newest, published);
  return compareReleases(written.replace(/\.\*$/, ''), current.replace(/\.\*$/, '')) > 0 ? written : undefined;
}

/** Numbers first, then a release after its candidates, then the local part of nobody. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === undefined || right === undefined) return (left === undefined ? 0 : 1) - (right === undefined ? 0 : 1);
  const length = Math.max(left.numbers.length, right.numbers.length);
  for (let at = 0; at < length; at++) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre === right.pre) return left.post - right.post;
  if (left.pre === undefined) return 1;
  if (right.pre === undefined) return -1;
  return left.pre < right.pre ? -1 : 1;
}

interface Parts {
  readonly numbers: readonly number[];
  /** Such as "rc00001": sorts as text. */
  readonly pre?: string;
  readonly post: number;
}

function partsOf(version: string): Parts | undefined {
  const match =
    /^v?(?:\d+!)?(\d+(?:\.\d+)*)[._-]?(?:(a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?(\d*))?(?:[._-]?(?:post|rev|r)[._-]?(\d*))?(?:[._-]?dev(\d*))?(?:\+.*)?$/i.exec(
      version,
    );
  const [, numbers, kind, count = '', post, dev] = match ?? [];
  if (numbers === undefined) return undefined;
  const pre =
    kind === undefined
      ? dev === undefined
        ? undefined
        : `a${dev.padStart(9, '0')}`
      : `${kind.toLowerCase()}${count.padStart(9, '0')}`;
  return {
    numbers: numbers.split('.').map(Number),
    post: post === undefined ? 0 : Number(post) + 1,
    ...(pre !== undefined && { pre }),
  };
}

/** A version of fewer numbers than any that is published stands for all that begin so. */
function writtenAs(current: string, newest: string, published: readonly string[]): string {
  const isPrefix = current.endsWith('.*');
  if (!isPrefix && (published.includes(current) || partsOf(current) === undefined)) return newest;
  const count = current.replace(/\.\*$/, '').split('.').length;
  const numbers = partsOf(newest)?.numbers ?? [];
  if (numbers.length <= count && !isPrefix) return newest;
  return numbers.slice(0, count).join('.') + (isPrefix ? '.*' : '');
}
