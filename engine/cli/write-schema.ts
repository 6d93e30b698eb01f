import { writeFileSync } from 'node:fs';
import { ACTIONS } from '../actions/registry.js';
import { composeSchema } from '../schema/compose-schema.js';

// `npm run schema`: writes the committed schema anew. It is the file that editors and the engine read.
const target = new URL('../../../schemas/manifest.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(composeSchema(ACTIONS), null, 2)}\n`);
