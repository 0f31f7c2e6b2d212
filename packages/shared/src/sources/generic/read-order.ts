import { toMoment } from '../../shape/moment.ts';
import { type Money, moneyFromMinor, parseMoney, timesMinor, toCurrency } from '../../shape/money.ts';
import { type Order, type OrderItem, orderStatuses, type PostalAddress } from '../../shape/order.schema.ts';
import { joined, listAt, recordAt, textAt } from '../../source/read-json.ts';
import { type FieldFinder, finderOver } from './field-finder.ts';
import { byName, textList, webAddress } from './read-values.ts';

export function readOrder(find: FieldFinder, id: string): Order {
  const currency = toCurrency(find.value('currency'));
  const amount = (name: string): Money | null =>
    moneyFromMinor(find.value(`${name}Minor`), currency) ??
    parseMoney(find.value(`${name}Text`, name, `${name}Price`), currency);
  const total = amount('total') ?? parseMoney(find.value('amount'), currency);
  const number = find.text('number', 'orderNumber');
  const customer = readCustomer(find);
  const items = find.value('items', 'lineItems');
  const unknown = { total, currency, items: Array.isArray(items) ? items : null };
  const missing = Object.entries(unknown).flatMap(([name, value]) => (value === null ? [name] : []));
  const displayed = total ? joined([total.text, currency], ' ') : null;
  return {
    source: 'generic',
    title:
      joined([`Order ${number ?? id}`, displayed, customer?.name ?? customer?.email ?? null], ', ') ?? id,
    externalUrl: webAddress(find.text('externalUrl', 'url')),
    complete: missing.length === 0,
    missing,
    id,
    number,
    status: byName(find.text('status'), orderStatuses, {
      canceled: 'cancelled',
      partially_refunded: 'partly_refunded',
    }),
    currency,
    total: total?.number ?? null,
    totalText: total?.text ?? null,
    totalMinor: total?.minor ?? null,
    subtotalMinor: amount('subtotal')?.minor ?? null,
    taxMinor: amount('tax')?.minor ?? null,
    shippingMinor: amount('shipping')?.minor ?? null,
    discountMinor: amount('discount')?.minor ?? null,
    customer,
    items:
      unknown.items &&
      listAt(unknown.items).map((item) => readItem(finderOver([recordAt(item) ?? {}]), currency)),
    shippingAddress: readAddress(find.inside('shippingAddress')),
    note: find.text('note'),
    tags: textList(find.value('tags')),
    test: find.value('test') === true,
    createdAt: toMoment(find.value('createdAt')),
    updatedAt: toMoment(find.value('updatedAt')),
  };
}

function readCustomer(find: FieldFinder): Order['customer'] {
  const inside = find.inside('customer');
  const email = inside?.text('email') ?? find.text('customerEmail', 'email');
  const name =
    inside?.text('name', 'fullName') ?? find.text('customerName') ?? textAt(find.value('customer'));
  if (!inside && email === null && name === null) return null;
  return {
    id: inside?.text('id') ?? find.text('customerId'),
    name,
    email,
    phone: inside?.text('phone') ?? find.text('customerPhone', 'phone'),
    locale: inside?.text('locale') ?? null,
  };
}

function readItem(find: FieldFinder, currency: string | null): OrderItem {
  const price =
    moneyFromMinor(find.value('priceMinor'), currency) ??
    parseMoney(find.value('priceText', 'price'), currency);
  const quantity = find.number('quantity', 'qty');
  return {
    id: find.text('id'),
    sku: find.text('sku'),
    name: find.text('name', 'title'),
    quantity,
    price: price?.number ?? null,
    priceText: price?.text ?? null,
    priceMinor: price?.minor ?? null,
    totalMinor: timesMinor(price?.minor ?? null, quantity),
  };
}

function readAddress(find: FieldFinder | null): PostalAddress | null {
  if (!find) return null;
  return {
    name: find.text('name'),
    line1: find.text('line1', 'address1', 'street'),
    line2: find.text('line2', 'address2'),
    city: find.text('city'),
    region: find.text('region', 'state'),
    postalCode: find.text('postalCode', 'zip'),
    countryCode: find.text('countryCode', 'country')?.toUpperCase() ?? null,
  };
}
