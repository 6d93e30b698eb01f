import type { JsonObject } from '../model/value.js';

/**
 * Exactly one of these properties. `oneOf` would say the same, but an editor then underlines the whole and says only that
 * several schemas match: so each one forbids those after it, and says why.
 */
export function justOneOf(names: readonly string[], why?: string): JsonObject {
  return { anyOf: names.map(name => ({ required: [name] })), ...excluding(names, why) };
}

function excluding(names: readonly string[], why: string | undefined): JsonObject {
  const pairs = names.flatMap((first, index) => names.slice(index + 1).map(second => [first, second] as const));
  return {
    allOf: pairs.map(([first, second]) => ({
      if: { required: [first] },
      then: {
        properties: { [second]: false },
        errorMessage: why ?? `"${first}" and "${second}" exclude each other: take one of the two.`,
      },
    })),
  };
}
