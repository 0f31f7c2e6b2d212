import { z } from 'zod';
import { moment, shapeBase, textOrNull } from './shape-base.ts';

const minor = z.int().nullable();

export const orderStatuses = [
  'pending',
  'paid',
  'partly_refunded',
  'refunded',
  'cancelled',
  'unknown',
] as const;

export const orderItem = z.strictObject({
  id: textOrNull,
  sku: textOrNull.describe('The stock-keeping unit.'),
  name: textOrNull,
  quantity: z.number().nullable(),
  price: z.number().nullable().describe('Of one, for comparing.'),
  priceText: textOrNull.describe('Of one, exact.'),
  priceMinor: minor.describe('Of one, in minor units.'),
  totalMinor: minor.describe('Of all, before discounts, in minor units.'),
});

export const customer = z.strictObject({
  id: textOrNull,
  name: textOrNull,
  email: textOrNull,
  phone: textOrNull,
  locale: textOrNull.describe('Language and country, such as de-AT.'),
});

export const postalAddress = z.strictObject({
  name: textOrNull,
  line1: textOrNull,
  line2: textOrNull,
  city: textOrNull,
  region: textOrNull,
  postalCode: textOrNull,
  countryCode: textOrNull.describe('ISO 3166 alpha-2, such as AT.'),
});

/** The one form of an order, whoever sent it. Unknown is null; an empty list is known to be empty. */
export const order = z.strictObject({
  ...shapeBase,
  id: z.string().min(1).describe("The sender's id of the order."),
  number: textOrNull.describe('What people call it, such as #1001.'),
  status: z.enum(orderStatuses),
  currency: textOrNull.describe('ISO 4217, upper case, such as EUR.'),
  total: z.number().nullable().describe('For comparing: total > 100.'),
  totalText: textOrNull.describe('The exact decimal, such as "84.50".'),
  totalMinor: minor.describe('In minor units (cents): 8450.'),
  subtotalMinor: minor.describe('Items before tax and shipping, in minor units.'),
  taxMinor: minor.describe('Tax, in minor units.'),
  shippingMinor: minor.describe('Shipping, in minor units.'),
  discountMinor: minor.describe('Discounts, in minor units.'),
  customer: customer.nullable(),
  items: z.array(orderItem).nullable().describe('Null where the sender does not list them.'),
  shippingAddress: postalAddress.nullable(),
  note: textOrNull.describe('What the customer wrote.'),
  tags: z.array(z.string()),
  test: z.boolean().describe('True for orders of a test shop or test mode.'),
  createdAt: moment.nullable(),
  updatedAt: moment.nullable(),
});
export type Order = z.output<typeof order>;
export type OrderItem = z.output<typeof orderItem>;
export type PostalAddress = z.output<typeof postalAddress>;
