/** A package's name as an index has it: names are equal whatever their case and separators (PEP 503). */
export function normalisedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
