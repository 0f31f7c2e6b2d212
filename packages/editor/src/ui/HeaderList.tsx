import classes from './HeaderList.module.css';

/** Headers of a request or an answer, in their order. Masked values come masked. */
export function HeaderList({
  headers,
  label,
}: {
  headers: readonly { name: string; value: string }[];
  label: string;
}) {
  if (headers.length === 0) return <p className={classes.none}>There are no headers.</p>;
  return (
    <table className={classes.headers} aria-label={label}>
      <tbody>
        {headers.map(({ name, value }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and the order is fixed
          <tr key={place}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function headerRows(headers: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}
