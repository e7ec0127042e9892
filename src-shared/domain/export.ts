/** What an export can write. */
export const EXPORT_PARTS = ['model', 'dataset', 'flags', 'report'] as const;
export type ExportPart = (typeof EXPORT_PARTS)[number];
