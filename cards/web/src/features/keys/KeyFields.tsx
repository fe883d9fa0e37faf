import { useId } from "react";
import style from "./keys.module.css";
import { useText } from "./text";

const ROLES = ["rep", "manager", "admin"] as const;
const SCOPES = ["read", "write", "embed"] as const;

/** What a key is for. The least comes first: more has to be chosen. */
export function KeyFields() {
  const say = useText();
  const id = useId();
  return (
    <>
      <label className={style.field} htmlFor={`${id}-label`}>
        <span>{say("label")}</span>
        <input id={`${id}-label`} name="label" required maxLength={100} autoComplete="off" />
      </label>
      <label className={style.field} htmlFor={`${id}-role`}>
        <span>{say("role")}</span>
        <select id={`${id}-role`} name="role" defaultValue="rep">
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {say(`role.${role}`)}
            </option>
          ))}
        </select>
      </label>
      <fieldset className={style.scopes} aria-describedby={`${id}-note`}>
        <legend>{say("scopes")}</legend>
        {SCOPES.map((scope) => (
          <label key={scope}>
            <input type="checkbox" name="scope" value={scope} defaultChecked={scope === "read"} />
            <span>{say(`scope.${scope}`)}</span>
          </label>
        ))}
        <p id={`${id}-note`} className={style.soft}>
          {say("scopesNote")}
        </p>
      </fieldset>
    </>
  );
}
