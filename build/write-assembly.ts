import { writeFileSync } from 'node:fs';
import { ASSEMBLIES, compiledAssembly } from './assembly.js';

for (const assembly of ASSEMBLIES) writeFileSync(assembly.module, await compiledAssembly(assembly));
