import { Button } from '@mantine/core';
import type { TemplateDefinition } from '@sista/shared/template/define-template';
import { useMutation } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { queryClient } from '../api/query-client.ts';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { FlowView } from '../canvas/FlowView.tsx';
import { NotFound } from '../shell/NotFound.tsx';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { useOpenPage } from '../ui/PageLink.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Mark } from '../ui/StatusBadge.tsx';
import { TemplateDocs } from './TemplateDocs.tsx';
import classes from './TemplatePage.module.css';
import { TemplateSamples } from './TemplateSamples.tsx';
import { categoryWords, documentOf, findTemplate, roleOfHire } from './template-list.ts';

/** One template: its picture, what would come in, whom it hires, and the way to a flow of one's own. */
export function TemplatePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const template = findTemplate(id);
  if (!template) return <NotFound />;
  return (
    <>
      <PageHeader
        title={template.title}
        description={template.outcome}
        parents={[{ label: 'Templates', to: '/templates' }]}
        badge={<Mark>{categoryWords[template.category]}</Mark>}
        actions={<UseButton template={template} />}
      />
      <PageBody>
        <div className={classes.page}>
          <div className={classes.canvas}>
            <FlowView document={documentOf(template)} label={`Template ${template.title}`} />
          </div>
          <div className={classes.columns}>
            <div className={classes.column}>
              <Panel title="What comes in: three samples">
                <TemplateSamples template={template} />
              </Panel>
              <Panel title="About this template">
                <TemplateDocs id={template.id} />
              </Panel>
            </div>
            <div className={classes.column}>
              <Hires template={template} />
              <Panel title="Make it yours">
                <ol className={classes.fields}>
                  {template.makeItYours.map(({ nodeId, path, label }) => (
                    <li key={`${nodeId} ${path}`}>
                      <strong>{label}</strong>
                      <span>{nameOf(template, nodeId)}</span>
                    </li>
                  ))}
                </ol>
                <p className={classes.hint}>Three fields, after you took it. A test works without them.</p>
              </Panel>
            </div>
          </div>
        </div>
      </PageBody>
    </>
  );
}

const nameOf = (template: TemplateDefinition, nodeId: string) =>
  template.document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId;

function UseButton({ template }: { template: TemplateDefinition }) {
  const mayUse = useRight('template.use');
  const open = useOpenPage();
  const use = useMutation({
    ...trpc.template.use.mutationOptions(),
    onSuccess: async (flow) => {
      queryClient.setQueryData(trpc.flow.get.queryKey({ id: flow.id }), flow);
      await queryClient.invalidateQueries(trpc.employee.pathFilter());
      open(`/flows/${flow.id}?made=${template.id}`);
    },
  });
  return (
    <Button
      onClick={() => use.mutate({ id: template.id })}
      loading={use.isPending}
      disabled={!mayUse}
      title={mayUse ? undefined : 'Viewers cannot make flows. Ask an owner for the editor role.'}
    >
      Use template
    </Button>
  );
}

function Hires({ template }: { template: TemplateDefinition }) {
  return (
    <Panel title="Who does the work">
      <ul className={classes.hires}>
        {template.hires.map((hire) => {
          const { icon, summary } = roleOfHire(hire);
          return (
            <li key={hire.ref}>
              <span className={classes.icon}>
                <CatalogueIcon name={icon} />
              </span>
              <div>
                <strong>
                  {hire.name}, {hire.title}
                </strong>
                <p>{summary}</p>
                <p className={classes.tools}>
                  {hire.tools.map((tool) => tool.replaceAll('_', ' ')).join(' · ')}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
      <p className={classes.hint}>
        Using the template hires them, unless somebody of the same role works for you already.
      </p>
    </Panel>
  );
}
