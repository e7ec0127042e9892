/** What charts are given. */
export interface Line {
  name: string;
  /** Ascending in x. */
  points: readonly (readonly [x: number, y: number])[];
  quiet?: boolean;
}

export interface ChartTable {
  head: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}
