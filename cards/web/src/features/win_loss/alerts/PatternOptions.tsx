import style from "../win_loss.module.css";

interface Props {
  /** JSON Schema of the pattern's thresholds, as the server sent it. */
  schema: Readonly<Record<string, unknown>>;
  options: Readonly<Record<string, unknown>>;
  onChange: (options: Record<string, unknown>) => void;
}

interface Property {
  type?: string;
  description?: string;
  default?: string | number | boolean | null;
  minimum?: number;
  maximum?: number;
}

/** A field for each threshold; one left empty keeps what the pattern has by itself. */
export function PatternOptions({ schema, options, onChange }: Props) {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Property>);
  if (properties.length === 0) return null;
  return (
    <div className={style.bar}>
      {properties.map(([key, property]) => {
        const numeric = property.type === "integer" || property.type === "number";
        const given = options[key];
        return (
          <label key={key} className={style.field}>
            <span dir="auto">{property.description?.replace(/\.$/, "") ?? key}</span>
            <input
              type={numeric ? "number" : "text"}
              step={property.type === "integer" ? 1 : "any"}
              min={property.minimum}
              max={property.maximum}
              maxLength={200}
              placeholder={property.default == null ? undefined : String(property.default)}
              value={typeof given === "number" || typeof given === "string" ? given : ""}
              onChange={(event) => {
                const rest = Object.fromEntries(Object.entries(options).filter(([name]) => name !== key));
                const text = event.target.value;
                onChange(text === "" ? rest : { ...rest, [key]: numeric ? Number(text) : text });
              }}
            />
          </label>
        );
      })}
    </div>
  );
}
