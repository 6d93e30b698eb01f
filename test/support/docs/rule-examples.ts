import { GRAPH_RULES } from './graph-rules.js';
import { NAME_RULES } from './name-rules.js';
import { VERSION_RULES } from './version-rules.js';
import type { CodeExample } from './code-example.js';

/** Findings of the rules, by their code. */
export const RULE_EXAMPLES: Readonly<Record<string, CodeExample>> = { ...GRAPH_RULES, ...NAME_RULES, ...VERSION_RULES };
