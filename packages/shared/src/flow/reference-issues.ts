import { scopeRoots, stepMembers } from '../expression/expression-scope.ts';
import { textsIn } from '../expression/map-members.ts';
import {
  type Reference,
  referencesOf,
  templateProblems,
  unknownNamesOf,
} from '../expression/parse-expression.ts';
import { bindableMembers } from '../node/config-issues.ts';
import { certainBefore, decisionBefore } from './certain-steps.ts';
import { closestName, listNames } from './closest-name.ts';
import { stepShape, triggerShapeOf, unknownMember } from './data-shapes.ts';
import type { FlowDocument, FlowIssue, FlowNode } from './flow.schema.ts';
import { graphOf, nodeById, upstreamOf } from './flow-graph.ts';
import { loopsAround } from './loop-body.ts';
import { isTrigger, type NodeCatalogue } from './node-catalogue.ts';

type Finding = Pick<FlowIssue, 'level' | 'code' | 'message'>;
type Place = { document: FlowDocument; catalogue: NodeCatalogue; node: FlowNode };

const error = (code: string, message: string): Finding => ({ level: 'error', code, message });
const warning = (code: string, message: string): Finding => ({ level: 'warning', code, message });

/** Issues of the expressions in a node's bindable fields: how they are written, and what they read. */
export function referenceIssues(
  document: FlowDocument,
  node: FlowNode,
  catalogue: NodeCatalogue,
): FlowIssue[] {
  const definition = catalogue.get(node.type);
  if (!definition) return [];
  const place = { document, catalogue, node };
  return bindableMembers(definition, node.config).flatMap(({ name, value }) =>
    textsIn(value, `config.${name}`).flatMap(({ path, text }) =>
      text.includes('{{')
        ? templateIssues(text, place).map((found) => ({ nodeId: node.id, path, ...found }))
        : [],
    ),
  );
}

function templateIssues(template: string, place: Place): (Finding & { position: number })[] {
  const problems = templateProblems(template).map(({ message, position }) => ({
    ...error('expression_invalid', message),
    position,
  }));
  const unknown = unknownNamesOf(template).map(({ name, position }) => ({ ...unknownName(name), position }));
  const references = referencesOf(template).flatMap((reference) => {
    const found = referenceFinding(reference, place);
    return found ? [{ ...found, position: reference.position }] : [];
  });
  const all = [...problems, ...unknown, ...references];
  // The same mistake twice in one text is one thing to repair.
  return all.filter(({ message }, at) => all.findIndex((other) => other.message === message) === at);
}

function unknownName(name: string): Finding {
  const meant = closestName(name, scopeRoots);
  const advice =
    meant === undefined ? `An expression begins with ${scopeRoots.join(', ')}.` : `Use \`${meant}\`?`;
  return error('unknown_name', `There is nothing called \`${name}\`. ${advice}`);
}

function referenceFinding(reference: Reference, place: Place): Finding | undefined {
  const { document, catalogue, node } = place;
  switch (reference.root) {
    case 'steps':
      return reference.nodeId === undefined ? undefined : stepFinding(reference.nodeId, reference, place);
    case 'callbacks':
      return reference.nodeId === undefined ? undefined : callbackFinding(reference.nodeId, document);
    case 'item':
    case 'index':
      if (loopsAround(document, node.id).length > 0) return undefined;
      return error(
        'outside_loop',
        `\`${reference.root}\` has a value only inside a loop. Put this step behind the port each of For each.`,
      );
    case 'vars':
      return variableFinding(reference, document);
    case 'trigger':
      return memberFinding('The trigger', triggerShapeOf(document, catalogue), reference.path);
    case 'run':
      return memberFinding('A run', runShape, reference.path);
    case 'now':
      return undefined;
  }
}

const runShape = { properties: { id: {}, mode: {} }, additionalProperties: false };

function stepFinding(id: string, reference: Reference, place: Place): Finding | undefined {
  const { document, catalogue } = place;
  const step = nodeById(document, id);
  if (!step) return unknownStep(id, document);
  if (isTrigger(step, catalogue)) {
    return error(
      'trigger_is_no_step',
      `${step.name} is the trigger. Write \`trigger\` instead of \`steps.${id}\`.`,
    );
  }
  return orderFinding(step, reference, place) ?? stepMemberFinding(step, reference.path, place);
}

function unknownStep(id: string, document: FlowDocument): Finding {
  const meant = closestName(id, graphOf(document).nodes.keys());
  const advice = meant === undefined ? 'Choose one that runs before this step.' : `Use \`${meant}\`?`;
  return error('unknown_step', `There is no step \`${id}\`. ${advice}`);
}

function orderFinding(
  step: FlowNode,
  reference: Reference,
  { document, catalogue, node }: Place,
): Finding | undefined {
  if (step.id === node.id)
    return error('own_output', 'A step cannot read its own output. Choose one that runs before it.');
  if (upstreamOf(document, step.id).has(node.id)) {
    return error('runs_later', `${step.name} runs after this step. Choose one that runs before it.`);
  }
  if (!upstreamOf(document, node.id).has(step.id)) {
    return error(
      'not_upstream',
      `${step.name} does not lead to this step, so its result may not be there. Connect them.`,
    );
  }
  if (reference.guarded || certainBefore(document, node.id, catalogue).has(step.id)) return undefined;
  const decision = decisionBefore(document, step.id, catalogue);
  const when = decision ? `runs only on ${decision.port}` : 'does not run every time';
  return warning(
    'on_other_branch',
    `${step.name} ${when}. Give a value for the other case? Write ?? and the value behind it.`,
  );
}

function stepMemberFinding(
  step: FlowNode,
  path: readonly string[],
  { document, catalogue }: Place,
): Finding | undefined {
  const [member] = path;
  if (member === undefined) return undefined;
  if (!(stepMembers as readonly string[]).includes(member)) {
    return error(
      'unknown_field',
      `A step has ${listNames(stepMembers)}. Write \`steps.${step.id}.output.${path.join('.')}\`?`,
    );
  }
  return memberFinding(step.name, stepShape(document, step.id, catalogue), path);
}

function memberFinding(
  owner: string,
  shape: Parameters<typeof unknownMember>[0],
  path: readonly string[],
): Finding | undefined {
  const unknown = unknownMember(shape, path);
  if (!unknown) return undefined;
  // A short list says more than a guess; in a long one nobody finds the name.
  const meant = unknown.known.length > 12 ? closestName(unknown.name, unknown.known) : undefined;
  const known = unknown.known.length === 0 ? 'It has no fields.' : `It has ${listNames(unknown.known)}.`;
  const advice = meant === undefined ? known : `Use \`${meant}\`?`;
  return error('unknown_field', `${owner} has no \`${unknown.name}\`. ${advice}`);
}

function variableFinding({ path: [name] }: Reference, { vars = {} }: FlowDocument): Finding | undefined {
  if (name === undefined || Object.hasOwn(vars, name)) return undefined;
  const names = Object.keys(vars);
  const meant = closestName(name, names);
  if (meant !== undefined)
    return error('unknown_variable', `There is no variable \`${name}\`. Use \`${meant}\`?`);
  const known = names.length === 0 ? 'This flow has none yet.' : `This flow has ${listNames(names)}.`;
  return error('unknown_variable', `There is no variable \`${name}\`. ${known}`);
}

function callbackFinding(id: string, document: FlowDocument): Finding | undefined {
  const step = nodeById(document, id);
  if (!step) return unknownStep(id, document);
  if (step.type === 'wait-for-callback') return undefined;
  return error(
    'no_callback',
    `${step.name} waits for no callback. Choose a step of the type Wait for callback.`,
  );
}
