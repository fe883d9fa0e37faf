import { useId } from "react";
import type { Model } from "@/api/client";
import { Nothing } from "@/components/Nothing/Nothing";
import { sentence } from "@/i18n/sentence";
import style from "./connections.module.css";
import { useText } from "./text";

export type Offer = Model<"OfferOut">;

interface Props {
  found: readonly Offer[];
  chosen: Offer | null;
  onChoose: (offer: Offer) => void;
  /** A link was made: it is of the one that is chosen. */
  locked?: boolean;
}

/** Which CRM, and what it will be asked to allow and why, in the server's own words. */
export function Offers({ found, chosen, onChoose, locked = false }: Props) {
  const say = useText();
  const id = useId();
  if (found.length === 0) return <Nothing>{say("offers.none")}</Nothing>;
  return (
    <>
      <fieldset className={style.choice} disabled={locked}>
        <legend>{say("offers.which")}</legend>
        {found.map((offer) => (
          <label key={offer.connector}>
            <input
              type="radio"
              name={id}
              checked={chosen?.connector === offer.connector}
              onChange={() => onChoose(offer)}
            />
            <span>{offer.label}</span>
          </label>
        ))}
      </fieldset>
      {chosen && (
        <section className={style.panel} aria-labelledby={`${id}-asked`}>
          <h2 id={`${id}-asked`}>{say("offers.asked", { crm: chosen.label })}</h2>
          {chosen.lacks !== null && (
            <p className={style.failure} role="alert" dir="auto">
              {sentence(chosen.lacks)}
            </p>
          )}
          <dl className={style.permissions} lang="en">
            {chosen.permissions.map((one) => (
              <div key={one.name}>
                <dt>
                  <code>{one.name}</code>
                  {one.optional && <span className={style.soft}>{say("offers.optional")}</span>}
                </dt>
                <dd>{one.reason}</dd>
              </div>
            ))}
          </dl>
          <p className={style.soft}>{say("offers.promise")}</p>
        </section>
      )}
    </>
  );
}
