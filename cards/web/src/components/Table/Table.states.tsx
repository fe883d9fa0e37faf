import { defineStates } from "@/gallery/states";
import { Table, type Column } from "./Table";

interface Row {
  name: string;
  amount: string;
  stage: string;
  note: string;
}

const rows: readonly Row[] = [
  { name: "Rollout", amount: "€12,000", stage: "Proposal", note: "Waits for the security review." },
  { name: "Pilot", amount: "€3,400", stage: "Discovery", note: "" },
  {
    name: "Donaudampfschifffahrtsgesellschaft",
    amount: "€1,240,000",
    stage: "Negotiation",
    note: "Two people have to sign, and one of them is away.",
  },
];
const columns: readonly Column<Row>[] = [
  { key: "name", name: "Deal", cell: (row) => <a href="#deal">{row.name}</a> },
  { key: "stage", name: "Stage", cell: (row) => row.stage },
  { key: "amount", name: "Amount", figure: true, cell: (row) => row.amount },
  { key: "note", name: "Note", spare: true, cell: (row) => row.note },
];

export default defineStates({
  of: "Table",
  states: {
    ready: () => <Table label="Deals" columns={columns} rows={rows} keyOf={(row) => row.name} />,
    "wider than its place": () => (
      <Table
        label="Deals by many figures"
        columns={[
          ...columns,
          ...["Q1", "Q2", "Q3", "Q4"].map((name) => ({
            key: name,
            name: `Amount expected in ${name}`,
            figure: true,
            cell: (row: Row) => row.amount,
          })),
        ]}
        rows={rows}
        keyOf={(row) => row.name}
      />
    ),
  },
});
