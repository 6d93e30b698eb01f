import { hostEnvironment } from './host/environment/host-environment.js';
import { absolutePath } from './host/files/absolute-path.js';
import { NO_CHOICES, type Choices } from './model/in-force.js';
import type { Wish } from './opening/prepare.js';

/** What of a wish has to be said: where to. Paths may be relative; without a manifest the one of the current folder is meant. */
export type GivenWish = Partial<Omit<Wish, 'root' | 'choices'>> & {
  readonly root: string;
  readonly choices?: Partial<Choices>;
};

/** A wish, as usual where nothing is said: seen from where this process stands, with its environment, and nothing chosen. */
export async function usualWish({ root, cwd, choices, env, ...rest }: GivenWish): Promise<Wish> {
  const here = absolutePath(cwd ?? '.');
  return {
    ...rest,
    cwd: here,
    root: absolutePath(root, here),
    choices: { ...NO_CHOICES, ...choices },
    env: env ?? (await hostEnvironment()),
  };
}
