import { diagnosticsPage } from './diagnostics-page.js';
import { languagePage } from './language-page.js';

/** The pages of docs/ that are made, by their file. */
export const MADE_PAGES: Readonly<Record<string, () => Promise<string>>> = {
  'language.md': languagePage,
  'diagnostics.md': diagnosticsPage,
};
