import { rule } from '../rule.js';

export const unneededOnDemand = rule({
  code: 'unneeded-on-demand',
  severity: 'warning',
  about: 'an on-demand step that nothing needs, so that it never runs',
  *find({ manifest, edges }) {
    const needed = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to.id));
    for (const { key, value: step } of manifest.steps.values()) {
      if (!step.onDemand || needed.has(step.id) || key.span.file !== manifest.file) continue;
      yield {
        message: `\`${step.id}\` never runs: it is on-demand, and nothing needs it`,
        span: key.span,
        help: 'name it in the `needs` of what uses it, or take `on-demand` out',
      };
    }
  },
});
