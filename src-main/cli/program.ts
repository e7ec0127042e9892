/** How the program is called where it was started, for commands that are printed to be given next. */
const BY_NPM = new Set(['assay', 'demo']);

/** `npm run assay --` where npm started it by one of the scripts that run it, else its own name. */
export const PROGRAM = BY_NPM.has(process.env['npm_lifecycle_event'] ?? '') ? 'npm run assay --' : 'assay';
