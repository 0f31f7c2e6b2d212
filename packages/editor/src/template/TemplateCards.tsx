import type { TemplateDefinition } from '@sista/shared/template/define-template';
import { CatalogueIcon } from '../ui/catalogue-icons.tsx';
import { PageLink } from '../ui/PageLink.tsx';
import { FlowMiniature } from './FlowMiniature.tsx';
import classes from './TemplateCards.module.css';
import { categoryWords, documentOf, roleOfHire } from './template-list.ts';

/** Templates as cards: the picture, what is different afterwards, and who does the work. */
export function TemplateCards({ templates }: { templates: readonly TemplateDefinition[] }) {
  return (
    <ul className={classes.cards}>
      {templates.map((template) => (
        <li key={template.id} className={classes.card}>
          <FlowMiniature document={documentOf(template)} />
          <div className={classes.words}>
            <h2>
              <PageLink to={`/templates/${template.id}`} className={classes.link}>
                <CatalogueIcon name={template.icon} size={18} />
                {template.title}
              </PageLink>
            </h2>
            <p>{template.outcome}</p>
            <footer>
              <span className={classes.hires}>
                {template.hires.map((hire) => (
                  <span key={hire.ref} className={classes.hire} title={`${hire.name}, ${hire.title}`}>
                    <CatalogueIcon name={roleOfHire(hire).icon} size={15} />
                    {hire.name}
                  </span>
                ))}
              </span>
              <span className={classes.category}>{categoryWords[template.category]}</span>
            </footer>
          </div>
        </li>
      ))}
    </ul>
  );
}
