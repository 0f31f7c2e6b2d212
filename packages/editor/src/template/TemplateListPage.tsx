import { PageBody, PageHeader } from '../ui/PageHeader.tsx';
import { TemplateCards } from './TemplateCards.tsx';
import { templateList } from './template-list.ts';

/** Flows to start from. */
export function TemplateListPage() {
  return (
    <>
      <PageHeader
        title="Templates"
        description="Whole flows with the employees they need. Each runs before anything is connected: what it sends goes to the request inbox at first."
      />
      <PageBody>
        <TemplateCards templates={templateList} />
      </PageBody>
    </>
  );
}
