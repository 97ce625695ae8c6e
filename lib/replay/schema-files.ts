import * as z from 'zod';
import { importMapSchema } from '../app/import/map-schema.ts';
import { SCHEMAS } from '../core/rulebook/read-documents.ts';
import { testSchema } from './test-schema.ts';

/** JSON Schemas by file name, for editors: made of the same zod schemas that `validate` checks with. */
export function schemaFiles(): Map<string, string> {
  const schemas: Record<string, z.ZodType> = { ...SCHEMAS, test: testSchema, 'import-map': importMapSchema };
  const files = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    files.set(`${name}.json`, `${JSON.stringify({ title: `Touchline ${name}`, ...json }, undefined, 2)}\n`);
  }
  return files;
}
