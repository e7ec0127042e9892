/** Everything that can be chosen, typed, for the shells: definitions as JSON, without training code. */
import type { Catalog } from '../../src-shared/domain/catalog.ts';
import { describeCatalog } from '../train/catalog.ts';

// The catalog is JSON made from the definitions themselves; the type names the part that shells use.
export const CATALOG = describeCatalog() as Catalog;
