/** The operation as the OpenAPI document has it: no procedure stands behind it, because its body is a file. */
export const uploadPath = '/data-sources/{id}/file';
export const uploadOperation = {
  operationId: 'dataSource-upload',
  tags: ['data sources'],
  summary: 'Upload the SQLite file of a data source, at most 50 MB',
  security: [{ Authorization: [] }],
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  requestBody: {
    required: true,
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  },
  responses: {
    200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/DataSource' } } } },
  },
};
