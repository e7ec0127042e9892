/** Names of the messages between main and preload. */
export const CHANNELS = {
  pickFolder: 'assay:pick-folder',
  pickFile: 'assay:pick-file',
  pickSave: 'assay:pick-save',
  revealFile: 'assay:reveal-file',
  command: 'assay:command',
  port: 'assay:port',
} as const;
