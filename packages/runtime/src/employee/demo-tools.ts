import { demoShopSource } from '@sista/shared/data-source/data-source.schema';
import type { ToolBody } from '@sista/shared/tool/tool.schema';

const source = demoShopSource;
// Whoever the run is about, and nobody else: no model chooses whose history is read.
const email =
  '{{ trigger.order.customer.email ? trigger.order.customer.email : trigger.ticket.requester.email ? trigger.ticket.requester.email : trigger.lead.email }}';

type Parameter = { name: string; type: 'text' | 'number' | 'list'; description: string };

function query(
  name: string,
  description: string,
  sql: string,
  tables: string[],
  parameters: Parameter[],
  pinned = {},
): ToolBody {
  return {
    name,
    description,
    implementation: 'sql-query',
    settings: { source, sql, tables, parameters },
    pinned,
    limits: {},
  };
}

function search(name: string, description: string, collection: string): ToolBody {
  return {
    name,
    description,
    implementation: 'knowledge-search',
    settings: { source, collection },
    pinned: {},
    limits: {},
  };
}

/** What the team "Demo shop" can do: reads of the demo shop's database and articles. */
export const demoTools: readonly ToolBody[] = [
  query(
    'check_stock',
    'Stock of items by SKU: how many are on hand, the price, and when the next delivery comes.',
    'select sku, name, on_hand, price, next_delivery from stock where sku in (select value from json_each(:skus)) order by sku',
    ['stock'],
    [{ name: 'skus', type: 'list', description: 'SKUs of the items.' }],
  ),
  query(
    'past_orders',
    'The past orders of the customer that this run is about, newest first, with totals and countries.',
    'select o.id, o.placed_on, o.status, o.total, o.currency, o.ship_country, o.discount_percent from "order" o join customer c on c.id = o.customer_id where c.email = lower(:email) order by o.placed_on desc limit 20',
    ['order', 'customer'],
    [{ name: 'email', type: 'text', description: 'E-mail of the customer.' }],
    { email },
  ),
  search(
    'search_policies',
    'Searches the policies of the shop: shipping, back orders, prices, addresses, discounts.',
    'policies',
  ),
  search('search_help', 'Searches the help articles that customers can read. Cite them by their id.', 'help'),
  query(
    'customer_history',
    'Earlier tickets of the customer that this run is about, newest first.',
    'select t.id, t.opened_on, t.subject, t.team, t.status, c.since as customer_since, c.note from ticket t join customer c on c.id = t.customer_id where c.email = lower(:email) order by t.opened_on desc limit 20',
    ['ticket', 'customer'],
    [{ name: 'email', type: 'text', description: 'E-mail of the customer.' }],
    { email },
  ),
  {
    name: 'read_log',
    description: 'Reads the log of the build in pages of 8 KiB.',
    implementation: 'read-payload',
    settings: {},
    pinned: { pointer: '/log' },
    limits: {},
  },
  query(
    'recent_commits',
    'The newest commits of a branch of the repository that this run is about.',
    'select sha, message, author, committed_at from "commit" where repository = :repository and branch = :branch order by committed_at desc limit 20',
    ['commit'],
    [
      { name: 'repository', type: 'text', description: 'owner/name.' },
      { name: 'branch', type: 'text', description: 'Name of the branch.' },
    ],
    { repository: '{{ trigger.build.repository }}' },
  ),
  query(
    'commit_detail',
    'One commit of the repository that this run is about, with the files that it changed.',
    'select sha, message, author, committed_at, files from "commit" where repository = :repository and sha = :sha',
    ['commit'],
    [
      { name: 'repository', type: 'text', description: 'owner/name.' },
      { name: 'sha', type: 'text', description: 'The short id of the commit.' },
    ],
    { repository: '{{ trigger.build.repository }}' },
  ),
  query(
    'company_by_domain',
    'What is known about the company with a web domain: industry, employees, country, news.',
    'select domain, name, industry, size, country, about from company where domain = lower(:domain)',
    ['company'],
    [{ name: 'domain', type: 'text', description: 'Such as brassworks.example.' }],
  ),
  search('search_playbook', 'Searches the sales playbook: how to score and how to follow up.', 'playbook'),
];
