import type { SourceSample } from '../../source/define-source.ts';

function headersOf(topic: string, webhookId: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Shopify-Captain-Hook',
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': 'alpine-outfitters.myshopify.com',
    'x-shopify-api-version': '2026-07',
    'x-shopify-webhook-id': webhookId,
    'x-shopify-event-id': webhookId.replace(/^b/, 'e'),
    'x-shopify-triggered-at': '2026-11-23T09:00:01.123456789Z',
  };
}

const inShop = (amount: string, currency = 'EUR') => ({
  shop_money: { amount, currency_code: currency },
  presentment_money: { amount, currency_code: currency },
});

const orderCreated = {
  id: 5_678_901_234_567,
  admin_graphql_api_id: 'gid://shopify/Order/5678901234567',
  name: '#1042',
  order_number: 1042,
  currency: 'EUR',
  presentment_currency: 'EUR',
  total_price: '184.00',
  subtotal_price: '176.00',
  total_tax: '29.38',
  total_discounts: '10.00',
  total_shipping_price_set: inShop('8.00'),
  taxes_included: true,
  financial_status: 'pending',
  fulfillment_status: null,
  cancelled_at: null,
  test: false,
  note: 'Please ring twice.',
  tags: 'vip, winter',
  email: 'ada@example.com',
  contact_email: 'ada@example.com',
  phone: null,
  customer_locale: 'de-AT',
  created_at: '2026-11-23T10:00:00+01:00',
  updated_at: '2026-11-23T10:00:01+01:00',
  customer: {
    id: 7_001_002_003_004,
    email: 'ada@example.com',
    first_name: 'Ada',
    last_name: 'Lovelace',
    phone: '+43 660 1234567',
    state: 'enabled',
    tags: 'returning',
  },
  billing_address: { name: 'Ada Lovelace', city: 'Wien', country_code: 'AT' },
  shipping_address: {
    first_name: 'Ada',
    last_name: 'Lovelace',
    name: 'Ada Lovelace',
    address1: 'Ringstraße 12',
    address2: 'Tür 4',
    city: 'Wien',
    province: null,
    province_code: null,
    zip: '1010',
    country: 'Austria',
    country_code: 'AT',
    phone: null,
  },
  line_items: [
    {
      id: 13_000_000_000_001,
      product_id: 8_100_000_000_001,
      sku: 'TENT-2',
      name: 'Tent for two',
      title: 'Tent for two',
      quantity: 1,
      price: '149.00',
      total_discount: '0.00',
    },
    {
      id: 13_000_000_000_002,
      product_id: 8_100_000_000_002,
      sku: 'PEG-10',
      name: 'Pegs - 10 pieces',
      title: 'Pegs',
      quantity: 3,
      price: '12.33',
      total_discount: '10.00',
    },
  ],
};

const orderPaid = {
  ...orderCreated,
  financial_status: 'paid',
  payment_gateway_names: ['shopify_payments'],
  updated_at: '2026-11-23T10:02:30+01:00',
};

const largeOrder = {
  ...orderCreated,
  id: 5_678_901_239_999,
  name: '#1043',
  order_number: 1043,
  total_price: '12480.00',
  subtotal_price: '12480.00',
  total_discounts: '0.00',
  note: null,
  line_items: Array.from({ length: 120 }, (_, index) => ({
    id: 13_000_000_001_000 + index,
    sku: `ROPE-${index}`,
    name: `Rope, ${index + 10} m`,
    quantity: 2,
    price: '52.00',
    properties: [{ name: 'Colour', value: 'Red' }],
  })),
};

/** A guest from Japan: no customer, no decimals, no address, a name that is not Latin. */
const awkwardOrder = {
  id: 820_982_911_946_154_500,
  name: 'JP-７',
  currency: 'JPY',
  total_price: '12000',
  subtotal_price: '12000',
  total_tax: '1091',
  total_discounts: '0',
  total_shipping_price_set: inShop('0', 'JPY'),
  financial_status: 'voided',
  cancelled_at: '2026-11-23T18:00:00+09:00',
  test: true,
  note: '',
  tags: '',
  email: 'hanako@example.jp',
  phone: null,
  customer: null,
  shipping_address: null,
  created_at: '2026-11-23T17:59:00+09:00',
  updated_at: '2026-11-23T18:00:00+09:00',
  line_items: [{ id: null, sku: '', name: '湯呑み 🍵', quantity: 1, price: '12000' }],
};

export const shopifySamples: readonly SourceSample[] = [
  {
    id: 'order-created',
    title: 'An order of 184.00 EUR',
    size: 'usual',
    shapes: ['order'],
    headers: headersOf('orders/create', 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043'),
    payload: orderCreated,
  },
  {
    id: 'order-paid',
    title: 'The same order, paid',
    size: 'usual',
    shapes: ['order'],
    headers: headersOf('orders/paid', 'b0a1c6f2-5b7e-4c39-9d0a-1f2e3d4c5b6a'),
    payload: orderPaid,
  },
  {
    id: 'order-large',
    title: 'An order with 120 lines',
    size: 'large',
    shapes: ['order'],
    headers: headersOf('orders/create', 'b9e8d7c6-b5a4-4938-8271-60f1e2d3c4b5'),
    payload: largeOrder,
  },
  {
    id: 'order-awkward',
    title: 'A cancelled guest order in yen',
    size: 'awkward',
    shapes: ['order'],
    headers: headersOf('orders/create', 'b1111111-2222-4333-8444-555555555555'),
    payload: awkwardOrder,
  },
];
