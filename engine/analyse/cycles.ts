/** An edge of a graph, as far as a circle is concerned. */
export interface Arrow {
  readonly to: string;
}

/** More circles than these tell an author nothing new. */
const MOST = 20;

/**
 * The arrows of each circle, the last one closing it: one circle for every arrow that leads back into the way that
 * led to it. Depth first without recursion, for a chain may be longer than the stack is deep.
 */
export function* cyclesIn<A extends Arrow>(
  names: Iterable<string>,
  arrowsFrom: (name: string) => readonly A[],
): Iterable<readonly A[]> {
  const settled = new Set<string>();
  let found = 0;
  for (const name of names) {
    if (settled.has(name)) continue;
    for (const cycle of cyclesFrom(name, arrowsFrom, settled)) {
      yield cycle;
      found += 1;
      if (found === MOST) return;
    }
  }
}

function* cyclesFrom<A extends Arrow>(
  root: string,
  arrowsFrom: (name: string) => readonly A[],
  settled: Set<string>,
): Iterable<readonly A[]> {
  const way: A[] = [];
  const depths = new Map<string, number>();
  const open: { readonly name: string; readonly arrows: A[] }[] = [];
  const enter = (name: string) => {
    depths.set(name, open.length);
    open.push({ name, arrows: [...arrowsFrom(name)].reverse() });
  };
  enter(root);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const arrow = top.arrows.pop();
    if (arrow === undefined) {
      settled.add(top.name);
      depths.delete(top.name);
      open.pop();
      way.pop();
      continue;
    }
    const depth = depths.get(arrow.to);
    if (depth !== undefined) yield [...way.slice(depth), arrow];
    if (depth !== undefined || settled.has(arrow.to)) continue;
    way.push(arrow);
    enter(arrow.to);
  }
}

/** "a -> b -> a"; of a long way only its ends. */
export function wayText(names: readonly string[]): string {
  const shown = names.length > 12 ? [...names.slice(0, 6), `(${names.length - 10} more)`, ...names.slice(-4)] : names;
  return shown.join(' -> ');
}
