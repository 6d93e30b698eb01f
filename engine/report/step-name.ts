/** A step as reports name it: its id, and its title where that says more. */
export function stepName({ id, title }: { readonly id: string; readonly title: string }, between = ': '): string {
  return title === id ? id : `${id}${between}${title}`;
}
