import { describe, expect, it } from 'vitest';
import { delay } from '../nodes/delay/delay.definition.ts';
import { drawFlow, testCatalogue } from './draw-flow.testing.ts';
import type { FlowDocument } from './flow.schema.ts';
import { blocksPublishing, flowIssues } from './flow-issues.ts';

const fork = { type: 'fork' };
const text = (template: string) => ({ config: { text: template } });
const found = (document: FlowDocument) =>
  flowIssues(document, testCatalogue).map(({ level, nodeId, code }) => `${level} ${nodeId} ${code}`);
const sentences = (document: FlowDocument) =>
  flowIssues(document, testCatalogue).map(({ message }) => message);

describe('the drawing', () => {
  it.each<[string, FlowDocument, string[]]>([
    ['a whole flow has none', drawFlow('start > a, a > b'), []],
    ['no trigger', drawFlow('a > b'), ['error null no_trigger']],
    [
      'two triggers',
      drawFlow('start > a, second > a', { second: { type: 'trigger-test' } }),
      ['error second second_trigger'],
    ],
    ['an unknown type', drawFlow('start > a', { a: { type: 'wrok' } }), ['error a unknown_type']],
    ['a newer type', drawFlow('start > a', { a: { typeVersion: 2 } }), ['error a newer_type']],
    [
      'a step that is never reached',
      drawFlow('start > a, b > c'),
      ['warning b unreachable', 'warning c unreachable'],
    ],
    [
      'an edge into the trigger',
      drawFlow('start > a, b > start'),
      ['warning b unreachable', 'error b into_trigger'],
    ],
    ['an unknown port', drawFlow('start > a, a.maybe > b'), ['error a unknown_port']],
    ['the error port that was not asked for', drawFlow('start > a, a.error > b'), ['error a unknown_port']],
    ['the error port', drawFlow('start > a, a.error > b', { a: { onError: 'port' } }), []],
    [
      'the same connection twice',
      drawFlow('start > a, start > a'),
      ['error start duplicate_edge', 'warning a paths_meet'],
    ],
    ['a circle', drawFlow('start > a, a > b, b > a'), ['error b circle']],
    ['a step that leads to itself', drawFlow('start > a, a > a'), ['error a own_target']],
  ])('%s', (_, document, expected) => {
    expect(found(document).sort()).toEqual([...expected].sort());
  });

  it('names a step that an edge leads to in vain', () => {
    const document = drawFlow('start > a');
    const broken = { ...document, edges: [...document.edges, { id: 'x', source: 'a', target: 'ghost' }] };
    expect(flowIssues(broken, testCatalogue)).toEqual([
      {
        level: 'error',
        nodeId: 'a',
        path: 'edges.x',
        code: 'edge_to_nowhere',
        message: 'A connection names the step `ghost`, which is not there. Remove it.',
      },
    ]);
  });

  it('says what could have been meant', () => {
    expect(sentences(drawFlow('start > a', { a: { type: 'wrok' } }))).toEqual([
      'There is no step of the type `wrok`. Use `work`?',
    ]);
    expect(sentences(drawFlow('start > a, a.maybe > b', { a: fork }))).toEqual([
      'A has no way out called maybe. It has yes, no.',
    ]);
  });
});

describe('paths that meet', () => {
  it.each([
    ['from two ways of one decision', 'start > a, a.yes > b, a.no > c, b > d, c > d', []],
    ['from one port that leads to two', 'start > b, start > c, b > d, c > d', ['d']],
    ['where the decision lies further back', 'start > a, a.yes > b, a.no > c, b > e, e > d, c > d', []],
    ['where only one of them is decided', 'start > a, start > c, a.yes > b, b > d, c > d', ['d']],
    [
      'behind a decision, from both targets of one way',
      'start > a, a.yes > b, a.yes > c, b > d, c > d',
      ['d'],
    ],
  ])('%s', (_, edges, expected) => {
    const issues = flowIssues(drawFlow(edges, { a: fork }), testCatalogue);
    expect(issues.filter(({ code }) => code === 'paths_meet').map(({ nodeId }) => nodeId)).toEqual(expected);
  });

  it('say that what follows runs once', () => {
    expect(sentences(drawFlow('start > b, start > c, b > d, c > d'))).toEqual([
      'Paths that can both run meet at D. It runs once, when all of them are done. A Merge before it says so, and has their outputs together.',
    ]);
  });

  it('are right where a merge says that they are meant to', () => {
    const merged = drawFlow('start > b, start > c, b > m, c > m, m > d', { m: { type: 'merge' } });
    expect(sentences(merged)).toEqual([]);
  });
});

describe('a reference', () => {
  const read = (template: string, edges = 'start > a, a > b, b > c') =>
    flowIssues(drawFlow(edges, { b: text(template) }), testCatalogue).map(
      ({ level, message }) => `${level}: ${message}`,
    );

  it.each([
    ['{{ steps.a.output.decision & trigger.order.total & trigger.body.any.thing & run.id & now }}', []],
    ['{{ steps.aa.output }}', ['error: There is no step `aa`. Use `a`?']],
    [
      '{{ steps.elsewhere.output }}',
      ['error: There is no step `elsewhere`. Choose one that runs before this step.'],
    ],
    ['{{ steps.c.output }}', ['error: C runs after this step. Choose one that runs before it.']],
    ['{{ steps.b.output }}', ['error: A step cannot read its own output. Choose one that runs before it.']],
    ['{{ steps.start.output }}', ['error: START is the trigger. Write `trigger` instead of `steps.start`.']],
    ['{{ steps.a.output.descision }}', ['error: A has no `descision`. It has decision, reason.']],
    ['{{ steps.a.decision }}', ['error: A step has output, error, meta. Write `steps.a.output.decision`?']],
    ['{{ trigger.order.totl }}', ['error: The trigger has no `totl`. It has total, lines.']],
    [
      '{{ order.total }}',
      [
        'error: There is nothing called `order`. An expression begins with trigger, steps, item, index, vars, run, now, callbacks.',
      ],
    ],
    ['{{ triger.order }}', ['error: There is nothing called `triger`. Use `trigger`?']],
    ['{{ vars.limit }}', ['error: There is no variable `limit`. This flow has none yet.']],
    [
      '{{ item.sku }}',
      ['error: `item` has a value only inside a loop. Put this step behind the port each of For each.'],
    ],
    [
      '{{ callbacks.a.url }}',
      ['error: A waits for no callback. Choose a step of the type Wait for callback.'],
    ],
    ['{{ run.flow }}', ['error: A run has no `flow`. It has id, mode.']],
    ['{{ 1 + }}', ['error: The expression ends too early. Write what comes next, or remove the last sign.']],
    ['{{ steps.aa.x }} {{ steps.aa.y }}', ['error: There is no step `aa`. Use `a`?']],
  ])('%s', (template, expected) => {
    expect(read(template)).toEqual(expected);
  });

  it('to a variable of the flow is right', () => {
    const document = { ...drawFlow('start > a', { a: text('{{ vars.limit }}') }), vars: { limit: 3 } };
    expect(flowIssues(document, testCatalogue)).toEqual([]);
  });

  it('names field and place', () => {
    const [issue] = flowIssues(
      drawFlow('start > a', { a: { config: { text: { deep: ['x {{ steps.no.output }}'] } } } }),
      testCatalogue,
    );
    expect(issue).toMatchObject({ nodeId: 'a', path: 'config.text.deep.0', position: 5 });
  });

  it('to a step on a way that is not always taken is a warning', () => {
    const edges = 'start > a, a.yes > b, a.no > c, b > d, c > d, start > other';
    const issues = (template: string) =>
      flowIssues(drawFlow(edges, { a: fork, d: text(template) }), testCatalogue);
    expect(issues('{{ steps.b.output.reason }}')).toEqual([
      expect.objectContaining({
        level: 'warning',
        code: 'on_other_branch',
        message: 'B runs only on yes. Give a value for the other case? Write ?? and the value behind it.',
      }),
    ]);
    expect(issues('{{ steps.b.output.reason ?? "none" }}')).toEqual([]);
    expect(issues('{{ steps.a.output }}')).toEqual([]);
    expect(issues('{{ steps.other.output }}').map(({ code }) => code)).toEqual(['not_upstream']);
  });

  it.each([
    ['that leads straight to it', 'start > b, b > d', []],
    ['beside it, that always runs too', 'start > b, start > c, b > d, c > d', []],
    ['behind a filter', 'start > s, s > b, start > c, b > d, c > d', ['on_other_branch']],
    ['behind the way that leads here', 'start > a, a.yes > b, a.yes > c, b > d, c > d', []],
    ['whose errors go another way', 'start > r, r > b, r.error > d, b > d', ['on_other_branch']],
  ])('to a step %s', (_, edges, expected) => {
    const nodes = {
      a: fork,
      s: { type: 'sieve' },
      r: { onError: 'port' as const },
      d: text('{{ steps.b.output.reason }}'),
    };
    const used = Object.fromEntries(
      Object.entries(nodes).filter(([id]) => new RegExp(`\\b${id}\\b`).test(edges)),
    );
    const issues = flowIssues(drawFlow(edges, used), testCatalogue);
    expect(issues.map(({ code }) => code).filter((code) => code !== 'paths_meet')).toEqual(expected);
  });
});

describe('a config', () => {
  const issues = (config: Record<string, unknown>) =>
    flowIssues(drawFlow('start > a', { a: { config } }), testCatalogue, {
      credentials: new Map([
        ['crd_mine', 'bearer'],
        ['crd_slack', 'slack'],
      ]),
      employees: new Map([
        ['emp_ada', { status: 'active' }],
        ['emp_old', { status: 'archived', name: 'Otto' }],
      ]),
    }).map(({ level, path, message }) => `${level} ${path}: ${message}`);

  it.each<[Record<string, unknown>, string[]]>([
    [{ count: 3, credential: 'crd_mine', employee: 'emp_ada' }, []],
    [{ count: 30 }, ['error config.count: At most 9.']],
    [{ count: 'three' }, ['error config.count: Needs a number; this is a text.']],
    [{ count: '{{ trigger.order.total }}' }, []],
    [{ coutn: 3 }, ['warning config.coutn: Work has no field `coutn`. Use `count`?']],
    [
      { plain: '{{ trigger.order.total }}' },
      [
        'warning config.plain: Plain takes no expressions: what stands between {{ and }} is used as it is written.',
      ],
    ],
    [
      { credential: 'crd_gone' },
      ['error config.credential: This credential is not in this workspace. Choose another, or create it.'],
    ],
    [
      { credential: 'crd_slack' },
      ['error config.credential: This credential is of the type slack. Choose one of the type bearer.'],
    ],
    [
      { employee: 'emp_gone' },
      ['error config.employee: This employee is not in this workspace. Choose another, or hire one.'],
    ],
    [
      { employee: 'role:order-desk' },
      ['error config.employee: Nobody works as order-desk yet. Hire somebody, or choose another employee.'],
    ],
    [{ employee: 'emp_old' }, ['error config.employee: Otto is archived. Choose another employee.']],
  ])('of %j', (config, expected) => {
    expect(issues(config)).toEqual(expected);
  });

  it('is not looked up where the workspace is not known', () => {
    expect(
      flowIssues(drawFlow('start > a', { a: { config: { credential: 'crd_gone' } } }), testCatalogue),
    ).toEqual([]);
  });
});

it('refuses a step that waits longer than runs are kept, where both is known', () => {
  const judge = (days: number | string, retentionDays?: number) =>
    flowIssues(
      drawFlow('start > d', { d: { type: 'delay', config: { amount: days, unit: 'days' } } }),
      new Map([...testCatalogue, ['delay', delay]]),
      retentionDays === undefined ? {} : { retentionDays },
    ).map(({ path, message }) => `${path}: ${message}`);
  expect(judge(31, 30)).toEqual([
    'config.amount: D waits longer than runs are kept here, which is 30 days. Shorten it, or raise SISTA_RETENTION_DAYS.',
  ]);
  expect(judge(30, 30)).toEqual([]);
  expect(judge('{{ trigger.order.total }}', 30)).toEqual([]);
  expect(judge(31)).toEqual([]);
});

it('lets warnings be published and errors not', () => {
  expect(blocksPublishing(flowIssues(drawFlow('start > a, b > c'), testCatalogue))).toBe(false);
  expect(blocksPublishing(flowIssues(drawFlow('a > b'), testCatalogue))).toBe(true);
});

it('judges 500 steps that refer to each other', () => {
  const chain = Array.from({ length: 499 }, (_, at) => `n${at} > n${at + 1}`).join(',');
  const nodes = Object.fromEntries(
    Array.from({ length: 498 }, (_, at) => [`n${at + 2}`, text(`{{ steps.n${at + 1}.output.reason }}`)]),
  );
  expect(flowIssues(drawFlow(chain, { n0: { type: 'trigger-test' }, ...nodes }), testCatalogue)).toEqual([]);
});
