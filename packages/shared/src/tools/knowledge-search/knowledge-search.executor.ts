import { defineToolExecutor } from '../../tool/define-tool.ts';
import { knowledgeSearchTool } from './knowledge-search.definition.ts';
import { rankArticles } from './rank-articles.ts';

export const executeKnowledgeSearchTool = defineToolExecutor(
  knowledgeSearchTool,
  async ({ args, settings, context }) => {
    const { rows } = await context.query({
      source: settings.source,
      sql: 'select id, title, body from article where collection = :collection',
      tables: ['article'],
      parameters: { collection: settings.collection },
    });
    const articles = rows.map(({ id, title, body }) => ({
      id: String(id),
      title: String(title),
      body: String(body),
    }));
    const found = rankArticles(articles, String(args.query ?? ''));
    if (found.length === 0)
      return { ok: true, articles: [], note: 'Nothing found. Say so rather than guess.' };
    return { ok: true, articles: found };
  },
);
