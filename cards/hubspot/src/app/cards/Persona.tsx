import { hubspot } from "@hubspot/ui-extensions";
import { RecordCard } from "./RecordCard";

hubspot.extend(() => <RecordCard kind="persona" />);

export default RecordCard;
