import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRight } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { TemplateCards } from '../template/TemplateCards.tsx';
import { templateList } from '../template/template-list.ts';
import { IconFileImport, IconHierarchy2, IconTemplate, IconWebhook } from '../ui/icons.ts';
import { PageLink, useOpenPage } from '../ui/PageLink.tsx';
import classes from './FlowListDoors.module.css';

/** Creates a flow and opens it: without a document the canvas is empty. */
export function useNewFlow() {
  const open = useOpenPage();
  return useMutation({
    ...trpc.flow.create.mutationOptions(),
    onSuccess: (flow) => open(`/flows/${flow.id}`),
  });
}

/** The list while it is empty: three ways to a first flow. */
export function FlowListDoors({ onRequest, onImport }: { onRequest: () => void; onImport: () => void }) {
  const mayWrite = useRight('flow.write');
  const create = useNewFlow();
  if (!mayWrite)
    return <p className={classes.quiet}>There are no flows yet. People with the editor role make them.</p>;
  return (
    <div className={classes.first}>
      <h2>Make your first flow</h2>
      <ul className={classes.doors}>
        <li data-first>
          <IconTemplate size={24} stroke={1.6} aria-hidden />
          <h3>Take a template</h3>
          <p>See an outcome, try it on samples, then make it yours in three fields.</p>
          <Button component={PageLink} to="/templates">
            See the templates
          </Button>
        </li>
        <li>
          <IconHierarchy2 size={24} stroke={1.6} aria-hidden />
          <h3>Begin with an empty canvas</h3>
          <p>Choose what starts it, then add one step after the other.</p>
          <Button variant="default" loading={create.isPending} onClick={() => create.mutate({})}>
            Open an empty canvas
          </Button>
        </li>
        <li>
          <IconWebhook size={24} stroke={1.6} aria-hidden />
          <h3>Send me a request first</h3>
          <p>Get an address, send what your system sends, and build on that very data.</p>
          <Button variant="default" onClick={onRequest}>
            Get an address
          </Button>
        </li>
      </ul>
      <TemplateCards templates={templateList.slice(0, 3)} />
      <p className={classes.quiet}>
        Or bring one along:{' '}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconFileImport size={15} />}
          onClick={onImport}
        >
          Import JSON
        </Button>
      </p>
    </div>
  );
}
