/** Builds the interface before any test asks for it. */
import { buildPage } from '../../src-main/start/build-page.ts';

export async function setup(): Promise<void> {
  await buildPage();
}
