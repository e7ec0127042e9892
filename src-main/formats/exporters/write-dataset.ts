/** The way a worker writes a dataset; see `registry.ts`. */
export { writeDataset } from './registry.ts';
