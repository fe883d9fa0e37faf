import { hubspot } from "@hubspot/ui-extensions";
import { ObjectionCard } from "./ObjectionCard";

hubspot.extend(() => <ObjectionCard />);

export default ObjectionCard;
