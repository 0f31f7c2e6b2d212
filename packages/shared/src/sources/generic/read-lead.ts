import type { Lead } from '../../shape/lead.schema.ts';
import { toMoment } from '../../shape/moment.ts';
import { type JsonRecord, joined, listAt, recordAt } from '../../source/read-json.ts';
import { type FieldFinder, finderOver } from './field-finder.ts';
import { webAddress } from './read-values.ts';

/** `whole` is the object whose plain members are taken for answers where the body lists none. */
export function readLead(find: FieldFinder, id: string, whole: JsonRecord, receivedAt: number): Lead {
  const firstName = find.text('firstName');
  const lastName = find.text('lastName');
  const name = find.text('name', 'fullName') ?? joined([firstName, lastName], ' ');
  const email = find.text('email', 'emailAddress');
  const company = find.text('company', 'organisation', 'organization');
  const missing = email === null ? ['email'] : [];
  return {
    source: 'generic',
    title: joined([`Lead ${name ?? email ?? id}`, company], ', ') ?? id,
    externalUrl: webAddress(find.text('externalUrl')),
    complete: missing.length === 0,
    missing,
    id,
    form: formOf(find),
    name,
    firstName,
    lastName,
    email,
    phone: find.text('phone', 'phoneNumber'),
    company,
    jobTitle: find.text('jobTitle'),
    website: find.text('website'),
    country: find.text('country'),
    message: find.text('message', 'comment'),
    answers: answersOf(find.value('answers'), whole),
    consent: consentOf(find),
    utm: utmOf(find),
    pageUrl: webAddress(find.text('pageUrl')),
    submittedAt: toMoment(find.value('submittedAt', 'createdAt')) ?? new Date(receivedAt).toISOString(),
  };
}

function formOf(find: FieldFinder): Lead['form'] {
  const inside = find.inside('form');
  const form = {
    id: inside?.text('id') ?? find.text('formId'),
    name: inside?.text('name') ?? find.text('formName'),
  };
  return form.id === null && form.name === null ? null : form;
}

function answersOf(value: unknown, whole: JsonRecord): Lead['answers'] {
  if (Array.isArray(value))
    return listAt(value).map((entry, index) => {
      const find = finderOver([recordAt(entry) ?? { value: entry }]);
      const key = find.text('key', 'name', 'label') ?? String(index + 1);
      const given = find.value('value', 'answer') ?? null;
      return {
        key,
        label: find.text('label') ?? key,
        type: find.text('type') ?? typeName(given),
        value: given,
      };
    });
  return Object.entries(whole)
    .filter(([, member]) => ['string', 'number', 'boolean'].includes(typeof member))
    .map(([key, member]) => ({ key, label: key, type: typeName(member), value: member }));
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}

function consentOf(find: FieldFinder): Lead['consent'] {
  const plain = find.value('consent');
  if (typeof plain === 'boolean') return { given: plain, text: null };
  const inside = find.inside('consent');
  const given = inside?.value('given');
  return typeof given === 'boolean' ? { given, text: inside?.text('text') ?? null } : null;
}

const utmNames = ['source', 'medium', 'campaign', 'term', 'content'] as const;

/** An object `utm`, or flat as links have them: `utm_source`. */
function utmOf(find: FieldFinder): Lead['utm'] {
  const inside = find.inside('utm');
  const [source, medium, campaign, term, content] = utmNames.map(
    (name) => inside?.text(name) ?? find.text(`utm_${name}`),
  ) as [string | null, string | null, string | null, string | null, string | null];
  const utm = { source, medium, campaign, term, content };
  return Object.values(utm).some((value) => value !== null) ? utm : null;
}
