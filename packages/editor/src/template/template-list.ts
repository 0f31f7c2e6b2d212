import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { roleDefinitions } from '@sista/shared/roles';
import {
  roleOfRef,
  type TemplateCategory,
  type TemplateDefinition,
  type TemplateHire,
} from '@sista/shared/template/define-template';
import { templates } from '@sista/shared/templates';

export const categoryWords: Readonly<Record<TemplateCategory, string>> = {
  orders: 'Orders',
  support: 'Support',
  engineering: 'Engineering',
  sales: 'Sales',
};

/** The gallery's order: what most people come for stands first. */
const order: readonly TemplateCategory[] = ['orders', 'support', 'sales', 'engineering'];

export const templateList: readonly TemplateDefinition[] = Object.values(templates).toSorted(
  (a, b) => order.indexOf(a.category) - order.indexOf(b.category) || a.title.localeCompare(b.title, 'en'),
);

export function findTemplate(id: string | undefined): TemplateDefinition | undefined {
  return id !== undefined && Object.hasOwn(templates, id) ? templates[id] : undefined;
}

export const documentOf = (template: TemplateDefinition) => template.document as FlowDocument;

/** The icon and one sentence of the role that a template hires. */
export function roleOfHire({ ref }: TemplateHire): { icon: string; summary: string } {
  const role = roleDefinitions[roleOfRef(ref) ?? ''];
  return { icon: role?.icon ?? 'User', summary: role?.summary ?? '' };
}
