import type { Flow } from '@sista/shared/flow/flow-api.schema';
import { storeStaffed } from '../flow/import-flow.ts';
import { readDocument } from '../flow/read-document.ts';
import type { Context } from '../trpc/request-context.ts';
import { findTemplate } from './list-templates.ts';

/** A new flow of a template, with whom it needs hired and its first sample chosen: ready for a test. */
export async function useTemplate(context: Context, { id }: { id: string }): Promise<Flow> {
  const { document, hires, samples } = findTemplate(id);
  const [first] = samples;
  const sample = first
    ? {
        title: first.title,
        payload: first.payload,
        ...(first.headers ? { headers: { ...first.headers } } : {}),
      }
    : null;
  const draft = { document: readDocument(structuredClone(document)), hires, sample };
  return storeStaffed(context, { via: 'template', templateId: id }, draft, 'template.use');
}
