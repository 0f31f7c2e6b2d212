import type { FlowDocument } from '@sista/shared/flow/flow.schema';
import { notFound } from '@sista/shared/refusal';
import type { TemplateDefinition } from '@sista/shared/template/define-template';
import type { TemplateDetail, TemplateSummary } from '@sista/shared/template/template.schema';
import { templates } from '@sista/shared/templates';

/** The template with this id, or a refusal. */
export function findTemplate(id: string): TemplateDefinition {
  const template = Object.hasOwn(templates, id) ? templates[id] : undefined;
  if (!template) throw notFound('template', id);
  return template;
}

function summarise({
  id,
  title,
  outcome,
  category,
  icon,
  hires,
  document,
}: TemplateDefinition): TemplateSummary {
  const types = document.nodes.map(({ type }) => type);
  return {
    id,
    title,
    outcome,
    category,
    icon,
    hires: hires.map(({ ref, name, title: duty }) => ({ ref, name, title: duty })),
    nodeTypes: [...new Set(types)],
  };
}

export function listTemplates(): { data: TemplateSummary[]; next: null } {
  return { data: Object.values(templates).map(summarise), next: null };
}

export function getTemplate({ id }: { id: string }): TemplateDetail {
  const template = findTemplate(id);
  return {
    ...summarise(template),
    document: template.document as FlowDocument,
    samples: template.samples.map(({ id: sample, title, payload, headers }) => ({
      id: sample,
      title,
      payload,
      ...(headers ? { headers: { ...headers } } : {}),
    })),
    makeItYours: template.makeItYours.map((field) => ({ ...field })),
  };
}
