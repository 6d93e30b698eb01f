/** A graph without cycles: node → the nodes it needs. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** Of the nodes that one needs, those that no other of them needs already, near or far: the arrows worth drawing. */
export function withoutImplied(direct: readonly string[], needs: Needs): readonly string[] {
  const implied = new Set<string>();
  const open = direct.flatMap(node => needs.get(node) ?? []);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (implied.has(node)) continue;
    implied.add(node);
    open.push(...(needs.get(node) ?? []));
  }
  return direct.filter(node => !implied.has(node));
}
