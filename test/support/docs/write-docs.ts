import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../../engine/host/package-folder.js';
import { MADE_PAGES } from './pages.js';

// `npm run docs`: writes the pages that are made anew.
for (const [file, page] of Object.entries(MADE_PAGES)) writeFileSync(join(packageFolder, 'docs', file), await page());
