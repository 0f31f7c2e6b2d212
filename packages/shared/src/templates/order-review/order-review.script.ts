import type { TemplateDefinition } from '../../template/define-template.ts';

const lines = `[input.order.items.(
  $sku := sku; $ordered := quantity; $row := $$.tools.check_stock.rows[sku = $sku];
  { "sku": $sku, "ordered": $ordered, "onHand": $row ? $row.on_hand : 0,
    "status": $row.on_hand >= $ordered ? "in_stock" : ($row.on_hand > 0 ? "partial" : "out_of_stock") })]`;
const short = `${lines}[status != "in_stock"]`;
const firstName = '{{ $substringBefore(input.order.customer.name & " ", " ") }}';
const number = '{{ input.order.number ? input.order.number : input.order.id }}';
const missing =
  '{{ $join(input.order.items.( $sku := sku; $row := $$.tools.check_stock.rows[sku = $sku]; $row.on_hand >= quantity ? [] : name), ", ") }}';
const unusual =
  '$count(tools.past_orders.rows) = 0 or input.order.total > 1000 or ($exists(input.order.shippingAddress.countryCode) and $not(input.order.shippingAddress.countryCode in tools.past_orders.rows.ship_country))';

export const orderReviewScript: TemplateDefinition['script'] = {
  check: [
    {
      when: `$count(${short}) > 0`,
      calls: [{ tool: 'search_policies', args: { query: 'items out of stock' } }],
      set: {
        exception: true,
        reasons: `{{ [$distinct($map(${short}, function($line) { $line.status = "partial" ? "partial_stock" : "out_of_stock" }))] }}`,
        lines: `{{ ${lines} }}`,
        promisedOn: null,
        customerMessage: `Hello ${firstName}, thank you for order ${number}. Not on hand at the moment: ${missing}. We can send the rest now and the missing items when they arrive, or refund them: please tell us which you prefer.`,
      },
    },
    {
      calls: [{ tool: 'search_policies', args: { query: 'when orders ship' } }],
      set: {
        exception: false,
        reasons: [],
        lines: `{{ ${lines} }}`,
        promisedOn: '{{ input.order.createdAt ? $substring(input.order.createdAt, 0, 10) : null }}',
        customerMessage: `Hello ${firstName}, thank you for order ${number}. Everything is in stock and leaves our warehouse today.`,
      },
    },
  ],
  review: [
    {
      when: unusual,
      calls: [{ tool: 'search_policies', args: { query: 'discounts and addresses' } }],
      set: {
        decision: 'hold',
        risk: 70,
        reasons: ['The order does not look like what this customer bought before.'],
        note: 'Held: please call the customer before it ships.',
      },
    },
    {
      calls: [{ tool: 'search_policies', args: { query: 'discounts and addresses' } }],
      set: {
        decision: 'approve',
        risk: 12,
        reasons: [
          'The customer has {{ $count(tools.past_orders.rows) }} past orders, sent to the same country.',
          'The total of {{ $formatNumber(input.order.total, "0.00") }} {{ input.order.currency }} is within the usual range.',
        ],
        note: 'A known customer and a usual order: ship as planned.',
      },
    },
  ],
};
