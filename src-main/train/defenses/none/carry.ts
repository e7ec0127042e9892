/**
 * A slip of the authors' code for the last stage of a ResNet, kept for comparison with their results: the list of channels
 * is not emptied between the convolutions, so that the first one also resets the channels picked for the last one of the
 * stage before, and every later one those of the shortcut and of all in between, up to four times the share.
 */
import type { WatchedLayer } from './watched-layers.ts';

/** The channels to reset with that slip; the same as given for a network without a shortcut in its last stage. */
export function carryResets(
  layers: readonly WatchedLayer[],
  channelsOf: ReadonlyMap<string, readonly number[]>,
): Map<string, number[]> {
  const picked = (layer: WatchedLayer | undefined): readonly number[] =>
    channelsOf.get(layer?.name ?? '') ?? [];
  const carried = new Map([...channelsOf].map(([name, channels]) => [name, [...channels]]));
  const lastStage = layers.filter((layer) => layer.isInLastStage);
  const shortcut = lastStage.find((layer) => layer.isShortcut);
  const [first, ...rest] = lastStage.filter((layer) => !layer.isShortcut);
  if (shortcut === undefined || first === undefined) return carried;

  const add = (layer: WatchedLayer, channels: readonly number[]): void => {
    const union = new Set([...channels, ...picked(layer)]);
    carried.set(
      layer.name,
      [...union].filter((channel) => channel < layer.channels),
    );
  };
  const before = layers.findLast((layer) => !layer.isInLastStage && !layer.isShortcut);
  add(first, picked(before));
  const list = [...picked(shortcut)];
  for (const layer of rest) {
    add(layer, list);
    list.push(...picked(layer));
  }
  return carried;
}
