import { closestName, listNames } from './closest-name.ts';
import { type FlowDocument, type FlowEdge, type FlowIssue, portOf, targetPortOf } from './flow.schema.ts';
import { downstreamOf, findCycle, graphOf, nodeById } from './flow-graph.ts';
import { loopIssues } from './loop-issues.ts';
import { meetingNodes } from './meeting-paths.ts';
import { isTrigger, type NodeCatalogue, portsOf, triggersOf } from './node-catalogue.ts';

const issue = (
  level: FlowIssue['level'],
  nodeId: string | null,
  path: string,
  code: string,
  message: string,
): FlowIssue => ({ level, nodeId, path, code, message });

/** Issues of the drawing: triggers, types, edges, circles, what is never reached, loops, paths that meet. */
export function structureIssues(document: FlowDocument, catalogue: NodeCatalogue): FlowIssue[] {
  return [
    ...triggerIssues(document, catalogue),
    ...typeIssues(document, catalogue),
    ...document.edges.flatMap((edge) => edgeIssues(document, catalogue, edge)),
    ...duplicateEdgeIssues(document),
    ...cycleIssues(document),
    ...reachIssues(document, catalogue),
    ...loopIssues(document, catalogue),
    ...meetingIssues(document, catalogue),
  ];
}

function triggerIssues(document: FlowDocument, catalogue: NodeCatalogue): FlowIssue[] {
  const [first, ...others] = triggersOf(document, catalogue);
  if (!first) {
    return [
      issue('error', null, 'nodes', 'no_trigger', 'Nothing starts this flow. Add a trigger from Start.'),
    ];
  }
  return others.map((node) => {
    const message = `A flow has one trigger, and ${first.name} is the first. Remove ${node.name}, or make it a flow of its own.`;
    return issue('error', node.id, 'type', 'second_trigger', message);
  });
}

function typeIssues(document: FlowDocument, catalogue: NodeCatalogue): FlowIssue[] {
  return document.nodes.flatMap((node) => {
    const definition = catalogue.get(node.type);
    if (!definition) {
      const meant = closestName(node.type, catalogue.keys());
      const advice = meant === undefined ? 'Remove the step, or choose another.' : `Use \`${meant}\`?`;
      return [
        issue(
          'error',
          node.id,
          'type',
          'unknown_type',
          `There is no step of the type \`${node.type}\`. ${advice}`,
        ),
      ];
    }
    if ((node.typeVersion ?? 1) <= definition.typeVersion) return [];
    const message = `${node.name} was made by a newer version of Sista Flow. Update this one, or add the step again.`;
    return [issue('error', node.id, 'typeVersion', 'newer_type', message)];
  });
}

function edgeIssues(document: FlowDocument, catalogue: NodeCatalogue, edge: FlowEdge): FlowIssue[] {
  const path = `edges.${edge.id}`;
  const from = nodeById(document, edge.source);
  const to = nodeById(document, edge.target);
  if (!from || !to) {
    const missing = from ? edge.target : edge.source;
    const owner = from?.id ?? to?.id ?? null;
    return [
      issue(
        'error',
        owner,
        path,
        'edge_to_nowhere',
        `A connection names the step \`${missing}\`, which is not there. Remove it.`,
      ),
    ];
  }
  const found: FlowIssue[] = [];
  const add = (code: string, message: string) => found.push(issue('error', from.id, path, code, message));
  if (edge.source === edge.target)
    add('own_target', `${from.name} cannot lead to itself. Remove the connection.`);
  if (isTrigger(to, catalogue))
    add('into_trigger', `${to.name} starts the flow, so ${from.name} cannot lead into it.`);
  const definition = catalogue.get(from.type);
  const ports = definition ? portsOf(from, definition).map((port) => port.name) : [];
  if (definition && !ports.includes(portOf(edge))) {
    const known = ports.length === 0 ? 'Nothing can follow it.' : `It has ${listNames(ports)}.`;
    add('unknown_port', `${from.name} has no way out called ${portOf(edge)}. ${known}`);
  }
  if (targetPortOf(edge) !== 'in')
    add('unknown_port', `${to.name} has no way in called ${targetPortOf(edge)}. It has in.`);
  return found;
}

function duplicateEdgeIssues(document: FlowDocument): FlowIssue[] {
  const seen = new Set<string>();
  return document.edges.flatMap((edge) => {
    const key = `${edge.source} ${portOf(edge)} ${edge.target}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const [from, to] = [nodeById(document, edge.source), nodeById(document, edge.target)];
    const message = `${from?.name ?? edge.source} and ${to?.name ?? edge.target} are connected twice. Remove one connection.`;
    return [issue('error', from ? edge.source : null, `edges.${edge.id}`, 'duplicate_edge', message)];
  });
}

function cycleIssues(document: FlowDocument): FlowIssue[] {
  const cycle = findCycle(document);
  if (!cycle || cycle.length < 2) return [];
  const names = [...cycle, cycle[0] ?? ''].map((id) => nodeById(document, id)?.name ?? id);
  const message = `These steps lead to each other in a circle: ${names.join(' → ')}. To repeat steps, use For each.`;
  return [issue('error', cycle[0] ?? null, 'edges', 'circle', message)];
}

function reachIssues(document: FlowDocument, catalogue: NodeCatalogue): FlowIssue[] {
  const triggers = triggersOf(document, catalogue);
  const reached = new Set(triggers.flatMap(({ id }) => [id, ...downstreamOf(document, id)]));
  if (triggers.length === 0) return [];
  return [...graphOf(document).nodes.values()]
    .filter((node) => !reached.has(node.id))
    .map((node) => {
      const message = `${node.name} never runs: no way leads from the trigger to it. Connect it, or remove it.`;
      return issue('warning', node.id, '', 'unreachable', message);
    });
}

function meetingIssues(document: FlowDocument, catalogue: NodeCatalogue): FlowIssue[] {
  return meetingNodes(document).flatMap((id) => {
    const node = nodeById(document, id);
    if (!node || node.type === 'merge') return [];
    const advice = catalogue.has('merge')
      ? ' A Merge before it says so, and has their outputs together.'
      : '';
    const message = `Paths that can both run meet at ${node.name}. It runs once, when all of them are done.${advice}`;
    return [issue('warning', id, '', 'paths_meet', message)];
  });
}
