/** What a call is made of, and the schemas that several calls share. */
import { z } from 'zod';

export interface Call<Args, Answer> {
  args: z.ZodType<Args>;
  /** Only a type: carries what the call answers with. */
  answer?: Answer;
}

export function call<Answer>(): <Args>(args: z.ZodType<Args>) => Call<Args, Answer> {
  return (args) => ({ args });
}

export const id = z.int().min(1);
export const index = z.int().min(0);
export const path = z.string().min(1).max(4096);
/** Id of an entry of the catalog, or name of a score or subset. */
export const name = z.string().max(100);
export const seed = z.int().min(0).max(0xffff_ffff);
export const nothing = z.strictObject({});
export const int32 = z.custom<Int32Array>((value) => value instanceof Int32Array, 'must be an Int32Array');
export const indices = int32.refine((list) => list.length <= 10_000_000, 'too many samples');
export const device = z.enum(['auto', 'cpu', 'cuda']);
/** Options of an entry of the catalog, which checks them itself. */
export const optionValues = z.record(name, z.union([z.number(), z.boolean(), z.string().max(1000)]));
