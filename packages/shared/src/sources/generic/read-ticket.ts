import { toMoment } from '../../shape/moment.ts';
import { type Ticket, ticketChannels, ticketPriorities, ticketStatuses } from '../../shape/ticket.schema.ts';
import type { FieldFinder } from './field-finder.ts';
import { byName, textList, webAddress } from './read-values.ts';

export function readTicket(find: FieldFinder, id: string): Ticket {
  const subject = find.text('subject', 'title');
  const requester = personOf(find, 'requester');
  const missing = [...(subject === null ? ['subject'] : []), ...(requester === null ? ['requester'] : [])];
  return {
    source: 'generic',
    title: `Ticket ${find.text('number') ?? id}${subject ? `: ${subject}` : ''}`,
    externalUrl: webAddress(find.text('externalUrl', 'url')),
    complete: missing.length === 0,
    missing,
    id,
    number: find.text('number'),
    subject,
    description: find.text('description', 'message', 'text'),
    descriptionHtml: find.text('descriptionHtml'),
    status: byName(find.text('status'), ticketStatuses, { resolved: 'solved', waiting: 'pending' }),
    priority: byName(find.text('priority'), ticketPriorities, { medium: 'normal', critical: 'urgent' }),
    channel: byName(find.text('channel'), ticketChannels, { mail: 'email', form: 'web' }),
    requester,
    assignee: personOf(find, 'assignee'),
    group: find.text('group'),
    tags: textList(find.value('tags')),
    language: find.text('language'),
    lastMessage: lastMessageOf(find.inside('lastMessage')),
    createdAt: toMoment(find.value('createdAt')),
    updatedAt: toMoment(find.value('updatedAt')),
  };
}

/** An object of its own, or flat: `requesterName`, `requesterEmail`. */
function personOf(find: FieldFinder, role: string): Ticket['requester'] {
  const inside = find.inside(role);
  const person = {
    id: inside?.text('id') ?? find.text(`${role}Id`),
    name: inside?.text('name') ?? find.text(`${role}Name`),
    email: inside?.text('email') ?? find.text(`${role}Email`),
  };
  return Object.values(person).some((value) => value !== null) ? person : null;
}

function lastMessageOf(find: FieldFinder | null): Ticket['lastMessage'] {
  const text = find?.text('text') ?? null;
  if (!find || text === null) return null;
  return { author: find.text('author'), text, at: toMoment(find.value('at')) };
}
