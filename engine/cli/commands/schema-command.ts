import { manifestSchema } from '../../host/built-in-manifests.js';
import { readText } from '../../host/read-text.js';
import { EXIT } from '../exit-code.js';
import { streams } from '../streams.js';

/** `schema`: the JSON Schema that editors and the loader use. */
export async function schemaCommand(): Promise<number> {
  const text = await readText(manifestSchema);
  if (!text.ok) throw new Error(`the schema ${manifestSchema} cannot be read: ${text.error.code}`);
  streams.result(text.value);
  return EXIT.done;
}
