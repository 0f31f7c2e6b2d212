import { toMoment } from '../../shape/moment.ts';
import { type Money, minorDigits, parseMoney, timesMinor, toCurrency } from '../../shape/money.ts';
import type { Order, OrderItem, PostalAddress } from '../../shape/order.schema.ts';
import { type ReaderCall, type SourceReader, UnreadableBody } from '../../source/define-source.ts';
import { type JsonRecord, joined, listAt, numberAt, recordAt, textAt } from '../../source/read-json.ts';
import { firstHeader } from '../../source/request-part.ts';

export const shopifyReader: SourceReader = { source: 'shopify', normalise: { order: readOrder } };

function readOrder({ request }: ReaderCall): Order {
  const body = recordAt(request.body);
  const id = textAt(body?.id);
  if (!body || id === null)
    throw new UnreadableBody(
      'The body is no Shopify order: it has no id. Choose the topics orders/… in the trigger.',
    );
  const currency = toCurrency(body.currency);
  const amount = (value: unknown): Money | null => parseMoney(value, currency);
  const total = amount(body.total_price);
  const number = textAt(body.name) ?? textAt(body.order_number);
  const customer = readCustomer(body);
  return {
    source: 'shopify',
    title: titleOf(number ?? id, total, currency, customer?.name ?? customer?.email ?? null),
    externalUrl: adminUrl(request.headers, id),
    complete: total !== null,
    missing: total === null ? ['total'] : [],
    id,
    number,
    status: statusOf(body),
    currency,
    total: total?.number ?? null,
    totalText: total?.text ?? null,
    totalMinor: total?.minor ?? null,
    subtotalMinor: amount(body.subtotal_price)?.minor ?? null,
    taxMinor: amount(body.total_tax)?.minor ?? null,
    shippingMinor:
      amount(recordAt(recordAt(body.total_shipping_price_set)?.shop_money)?.amount)?.minor ?? null,
    discountMinor: amount(body.total_discounts)?.minor ?? null,
    customer,
    items: listAt(body.line_items).map((item) => readItem(recordAt(item) ?? {}, currency)),
    shippingAddress: readAddress(recordAt(body.shipping_address)),
    note: textAt(body.note),
    tags: (textAt(body.tags) ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    test: body.test === true,
    createdAt: toMoment(body.created_at),
    updatedAt: toMoment(body.updated_at),
  };
}

function titleOf(number: string, total: Money | null, currency: string | null, who: string | null): string {
  const amount = total ? joined([displayed(total, currency), currency], ' ') : null;
  return joined([`Order ${number}`, amount, who], ', ') ?? `Order ${number}`;
}

const displayed = (total: Money, currency: string | null) =>
  minorDigits(currency) === 0 ? String(total.number) : total.text;

const statuses: Readonly<Record<string, Order['status']>> = {
  pending: 'pending',
  authorized: 'pending',
  partially_paid: 'pending',
  paid: 'paid',
  partially_refunded: 'partly_refunded',
  refunded: 'refunded',
  voided: 'cancelled',
};

function statusOf(body: JsonRecord): Order['status'] {
  if (textAt(body.cancelled_at) !== null) return 'cancelled';
  return statuses[textAt(body.financial_status) ?? ''] ?? 'unknown';
}

/** A guest has no customer, but an address to write to on the order itself. */
function readCustomer(body: JsonRecord): Order['customer'] {
  const known = recordAt(body.customer);
  const email = textAt(known?.email) ?? textAt(body.email) ?? textAt(body.contact_email);
  const phone = textAt(known?.phone) ?? textAt(body.phone);
  const billing = recordAt(body.billing_address);
  const name = joined([textAt(known?.first_name), textAt(known?.last_name)], ' ') ?? textAt(billing?.name);
  if (!known && email === null && phone === null) return null;
  return { id: textAt(known?.id), name, email, phone, locale: textAt(body.customer_locale) };
}

function readItem(item: JsonRecord, currency: string | null): OrderItem {
  const price = parseMoney(item.price, currency);
  const quantity = numberAt(item.quantity);
  return {
    id: textAt(item.id),
    sku: textAt(item.sku),
    name: textAt(item.name) ?? textAt(item.title),
    quantity,
    price: price?.number ?? null,
    priceText: price?.text ?? null,
    priceMinor: price?.minor ?? null,
    totalMinor: timesMinor(price?.minor ?? null, quantity),
  };
}

function readAddress(address: JsonRecord | null): PostalAddress | null {
  if (!address) return null;
  return {
    name: textAt(address.name) ?? joined([textAt(address.first_name), textAt(address.last_name)], ' '),
    line1: textAt(address.address1),
    line2: textAt(address.address2),
    city: textAt(address.city),
    region: textAt(address.province_code) ?? textAt(address.province),
    postalCode: textAt(address.zip),
    countryCode: textAt(address.country_code)?.toUpperCase() ?? null,
  };
}

function adminUrl(headers: Readonly<Record<string, string>>, id: string): string | null {
  const shop = firstHeader(['shopify-shop-domain', 'x-shopify-shop-domain'], headers);
  return shop && /^[a-z0-9][a-z0-9.-]*$/i.test(shop)
    ? `https://${shop}/admin/orders/${encodeURIComponent(id)}`
    : null;
}
