import { writeFileSync } from 'node:fs';
import { CODE, compiledAssembly } from './assembly.js';

writeFileSync(CODE, await compiledAssembly());
