/** Where the window was: kept as JSON among the user's own files, and never brought back where nobody could see it. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface Place {
  x: number | null;
  y: number | null;
  width: number;
  height: number;
  isMaximised: boolean;
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const MIN_SIZE = { width: 800, height: 560 } as const;
const FIRST: Place = { x: null, y: null, width: 1360, height: 900, isMaximised: false };
/** So much of the window must be on a screen that it can be taken hold of. */
const VISIBLE = { width: 200, height: 80 } as const;

/** A file that is missing or damaged means the first place again. */
export function readPlace(file: string): Place {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<keyof Place, unknown>>;
    const { x, y, width, height, isMaximised } = value;
    if (![x, y, width, height].every(Number.isSafeInteger) || typeof isMaximised !== 'boolean') return FIRST;
    return { x: Number(x), y: Number(y), width: Number(width), height: Number(height), isMaximised };
  } catch {
    return FIRST;
  }
}

/** Losing the place is no reason to trouble anybody. */
export function writePlace(file: string, place: Place): void {
  try {
    writeFileSync(file, `${JSON.stringify(place)}\n`);
  } catch {
    // A full disk or a folder that may not be written.
  }
}

/** `screens`: the areas that can be used, the main one first. Screens come and go between two starts. */
export function fitToScreens(place: Place, screens: readonly Area[]): Place {
  const seen = screens.find((screen) => isVisibleOn(screen, place));
  const screen = seen ?? screens[0];
  if (screen === undefined) return place;
  const fitted = {
    ...place,
    width: Math.min(Math.max(place.width, MIN_SIZE.width), screen.width),
    height: Math.min(Math.max(place.height, MIN_SIZE.height), screen.height),
  };
  // Null lets the system choose, which is the middle of the main screen.
  return seen === undefined ? { ...fitted, x: null, y: null } : fitted;
}

function isVisibleOn(screen: Area, { x, y, width }: Place): boolean {
  if (x === null || y === null) return false;
  const overlap = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  // The title bar is what a window is held by, so it is its upper edge that must be there.
  const isTopVisible = y >= screen.y && y <= screen.y + screen.height - VISIBLE.height;
  return overlap >= VISIBLE.width && isTopVisible;
}
