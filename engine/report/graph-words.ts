import { bytesText, roundDurationText } from './amount.js';
import type { GraphNode, PlanGraph } from './plan-graph.js';

/** What is said of the whole: for which host, how long it takes, and which steps are not for it. */
export function aboutGraph({ title, platform, profile, minutes, skipped }: PlanGraph): readonly string[] {
  return [
    `${title}: ${platform}, profile ${profile}`,
    `critical path about ${minutesText(minutes)}`,
    ...skipped.map(({ id, reason }) => `not for this host: ${id} (${reason})`),
  ];
}

/** What is said of a step in a drawing, below its name: the ladder, what is not for this host, and what it costs. */
export function nodeWords(node: GraphNode): readonly string[] {
  const costs = [
    ...(node.minutes === undefined ? [] : [`about ${minutesText(node.minutes)}`]),
    ...(node.bytes === undefined ? [] : [bytesText(node.bytes)]),
  ];
  return [
    node.chosen,
    ...node.fallbacks.map(({ name, after }) => `else ${name} (after ${after.join(', ')})`),
    ...node.passedOver.map(({ name, reason }) => `not here: ${name} (${reason})`),
    ...(costs.length === 0 ? [] : [costs.join(', ')]),
  ];
}

export function minutesText(minutes: number): string {
  return roundDurationText(minutes * 60_000);
}
