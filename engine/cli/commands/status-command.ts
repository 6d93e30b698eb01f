import { EXIT } from '../exit-code.js';
import type { Flags } from '../options.js';
import { showRefusal } from '../show-refusal.js';
import { statusOf } from '../../status.js';
import { statusText } from '../../report/status-text.js';
import { streams } from '../streams.js';
import { wishOf } from '../wish.js';

/** `status`: what stands in a root, by its journal. */
export async function statusCommand(flags: Flags): Promise<number> {
  const status = await statusOf(await wishOf(flags));
  if (!status.ok) return showRefusal(status.error, flags);
  const { plan, standing, records, notices, running } = status.value;
  notices.forEach(streams.talk);
  if (!flags.json) {
    streams.result(statusText(plan, status.value));
    return EXIT.done;
  }
  const steps = plan.steps.map(({ id, title }) => {
    const { attempt, at, exports } = records.get(id) ?? {};
    return { id, title, standing: standing.get(id), attempt, at, exports };
  });
  streams.result(
    JSON.stringify({
      type: 'status',
      name: plan.name,
      platform: plan.platform,
      profile: plan.profile,
      root: plan.root,
      steps,
      ...(running !== undefined && { running: running.holder ?? {} }),
    }),
  );
  return EXIT.done;
}
